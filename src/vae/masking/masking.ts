import type { Node } from '../../graph/node.ts';

/** Which entries the encoder may see. */
export interface Masking {
  /** What the encoder reads instead of the rows. @param x - `[batch, features]` */
  encoderInput(x: Node): Node;
}
