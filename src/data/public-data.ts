/**
 * Public data sets that recipes read: where they are published, and what their files must hold. Fingerprints are those of
 * the uncompressed content, for every publisher compresses in a way of its own.
 */

export interface PublicFile {
  readonly name: string;
  /** Of the uncompressed content. */
  readonly sizeBytes: number;
  /** SHA-256 of the uncompressed content, in hexadecimal digits. */
  readonly sha256: string;
}

export interface PublicData {
  readonly about: string;
  /** Addresses that a file's name is put behind; tried in turn. */
  readonly origins: readonly string[];
  readonly files: readonly PublicFile[];
}

/** Name, which is also the folder of its files, to the data set. */
export const publicData = {
  mnist: {
    about: '70,000 handwritten digits, 28 x 28 (LeCun, Cortes, Burges)',
    origins: [
      'https://storage.googleapis.com/cvdf-datasets/mnist/',
      'https://ossci-datasets.s3.amazonaws.com/mnist/',
      'http://yann.lecun.com/exdb/mnist/',
    ],
    files: [
      {
        name: 'train-images-idx3-ubyte.gz',
        sizeBytes: 47_040_016,
        sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      },
      {
        name: 'train-labels-idx1-ubyte.gz',
        sizeBytes: 60_008,
        sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      },
      {
        name: 't10k-images-idx3-ubyte.gz',
        sizeBytes: 7_840_016,
        sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      },
      {
        name: 't10k-labels-idx1-ubyte.gz',
        sizeBytes: 10_008,
        sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      },
    ],
  },
  wdbc: {
    about: 'Wisconsin Diagnostic Breast Cancer, 569 rows of 30 measurements (Wolberg, Mangasarian, Street; CC BY 4.0)',
    origins: ['https://archive.ics.uci.edu/ml/machine-learning-databases/breast-cancer-wisconsin/'],
    files: [
      {
        name: 'wdbc.data',
        sizeBytes: 124_103,
        sha256: 'd606af411f3e5be8a317a5a8b652b425aaf0ff38ca683d5327ffff94c3695f4a',
      },
    ],
  },
} as const satisfies Readonly<Record<string, PublicData>>;

const TWIN = 'the recipe with -simulated behind its name needs no file';

/** Files that recipes read and nobody publishes as they are. */
const derived: Readonly<Record<string, string>> = {
  'epigenome/k562_chr11_tss_marks.npy':
    'It is made by "elbo data convert" from sample data of ChromHMM (github.com/jernst98/ChromHMM), as docs/data.md shows',
};

/** Where a file that was not found comes from: a sentence, for files that recipes read. */
export function originOf(file: string): string | undefined {
  const made = derived[file];
  if (made !== undefined) return `${made}; ${TWIN}.`;
  const [folder, name, ...deeper] = file.split('/');
  const found = Object.entries(publicData).find(
    ([known, { files }]) => known === folder && deeper.length === 0 && files.some((one) => one.name === name),
  );
  return found && `It is public: "elbo data get ${found[0]}" fetches it; ${TWIN}.`;
}
