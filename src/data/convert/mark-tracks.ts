/** Where along chromosomes each of several marks is present, in bins of one size. */
export interface MarkTracks {
  readonly marks: readonly string[];
  readonly binSize: number;
  readonly chromosomes: readonly string[];
  /** Whether all these bins lie on the chromosome, as far as its end is known. */
  readonly covers: (chromosome: string, firstBin: number, binCount: number) => boolean;
  /** 1 for each of these bins in which the mark is present, else 0. */
  readonly read: (chromosome: string, mark: number, firstBin: number, binCount: number) => Uint8Array;
}
