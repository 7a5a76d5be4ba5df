/** The title of one panel among several, with notes under it. */

/** @param side - width of the panel, pixels */
export const panelTitle = (title: string | undefined, notes: readonly string[], side: number): object =>
  title === undefined
    ? {}
    : {
        title: {
          text: title,
          subtitle: notes,
          fontSize: 12.5,
          subtitleFontSize: 11,
          offset: 4,
          limit: side + 20,
          frame: 'group',
        },
      };
