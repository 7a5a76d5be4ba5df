/**
 * How many steps to hand the engine at once. Copying the state out at a chunk's end costs time, so a chunk lasts a
 * second or twenty times that cost, whichever is longer, and at most ten seconds: signals are obeyed at its end. The
 * numbers computed do not depend on it.
 */
const CHUNK_MS = 1000;
const COPIES = 20;
const MOST_MS = 10_000;
/** Measured: about 0.4 ms to copy a megabyte out. */
const COPY_MS_PER_BYTE = 0.4e-6;
/** Random numbers held for one chunk. */
const MOST_NUMBERS = 32e6;

export class ChunkPacer {
  readonly #wantedMs: number;
  readonly #mostSteps: number;
  #stepMs: number | undefined;

  /**
   * @param carriedBytes - copied out at a chunk's end
   * @param numbersPerStep - random numbers a step needs
   */
  constructor(carriedBytes: number, numbersPerStep: number) {
    this.#wantedMs = Math.min(MOST_MS, Math.max(CHUNK_MS, COPIES * COPY_MS_PER_BYTE * carriedBytes));
    this.#mostSteps = Math.max(1, Math.floor(MOST_NUMBERS / Math.max(1, numbersPerStep)));
  }

  /** Steps of the next chunk. The first is one step: it tells how long a step takes. */
  get stepCount(): number {
    if (this.#stepMs === undefined) return 1;
    return Math.min(this.#mostSteps, Math.max(1, Math.round(this.#wantedMs / this.#stepMs)));
  }

  ran(stepCount: number, durationMs: number): void {
    // A chunk grows at most tenfold from one to the next: the first step is slow and tells little.
    const measured = durationMs / stepCount;
    this.#stepMs =
      this.#stepMs === undefined ? Math.max(measured, this.#wantedMs / 10) : Math.max(measured, this.#stepMs / 10);
  }
}
