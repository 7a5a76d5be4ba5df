// Turns the pictures of a report into figures that answer a pointer and the arrow keys. A figure that fails, and every
// figure where scripts do not run, stays the picture it was.
(() => {
  const vega = globalThis.vega;
  const specs = JSON.parse(document.getElementById('figures').textContent);
  const tooltip = document.getElementById('tooltip');

  /** Names and values, one a line; always as text, since names come from data. */
  const wordsOf = (value) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([name, part]) => `${name}: ${part}`)
          .join('\n')
      : String(value);

  function showAt(x, y, value) {
    tooltip.textContent = wordsOf(value);
    tooltip.hidden = false;
    const { width, height } = tooltip.getBoundingClientRect();
    tooltip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 4))}px`;
    tooltip.style.top = `${y + 18 + height > innerHeight ? Math.max(4, y - height - 10) : y + 18}px`;
  }

  const hide = () => {
    tooltip.hidden = true;
  };

  function answerPointer(_handler, event, _item, value) {
    if (value === undefined || value === null || value === '') hide();
    else showAt(event.clientX, event.clientY, value);
  }

  /** Marks that say something, in drawing order, with the SVG element of each. */
  const speakingMarks = (figure) =>
    [...figure.querySelectorAll('svg *')].filter((element) => element.__data__?.tooltip !== undefined);

  /** Arrow keys step through the values of a figure, Home and End go to the first and last, Escape ends it. */
  function answerKeys(figure) {
    let place = -1;
    figure.addEventListener('keydown', (event) => {
      const marks = speakingMarks(figure);
      const steps = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: marks.length - 1 };
      if (event.key === 'Escape') hide();
      if (!(event.key in steps) || marks.length === 0) return;
      event.preventDefault();
      place = Math.max(0, Math.min(marks.length - 1, steps[event.key]));
      const mark = marks[place];
      mark.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const box = mark.getBoundingClientRect();
      showAt(box.left + box.width / 2, box.top + box.height / 2, mark.__data__.tooltip);
    });
    figure.addEventListener('blur', hide);
  }

  async function enliven(figure) {
    const picture = figure.querySelector('img');
    const live = document.createElement('div');
    live.hidden = true;
    figure.append(live);
    try {
      const runtime = vega.parse(specs[figure.dataset.figure], undefined, { ast: true });
      const view = new vega.View(runtime, {
        renderer: 'svg',
        expr: vega.expressionInterpreter,
        logger: vega.logger(vega.Error),
        tooltip: answerPointer,
        container: live,
        hover: true,
      });
      await view.runAsync();
      figure.tabIndex = 0;
      figure.setAttribute('aria-label', `${picture.alt} Arrow keys step through its values.`);
      answerKeys(figure);
      picture.remove();
      live.hidden = false;
    } catch (error) {
      console.error(error);
      live.remove();
    }
  }

  // Far down the page a figure waits until it is nearly seen, so that the page opens at once.
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        enliven(target);
      }
    },
    { rootMargin: '300px' },
  );
  for (const figure of document.querySelectorAll('figure[data-figure]')) {
    if (figure.dataset.figure in specs) watcher.observe(figure);
  }
  // Not on every scroll: a step by arrow key may scroll its own mark into view.
  for (const event of ['wheel', 'touchmove']) addEventListener(event, hide, { passive: true });
})();
