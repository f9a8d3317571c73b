// Memory, time and money of a run on a large pool, as bars on logarithmic scales; the line is the memory of the machine.
// The page computes all of it by itself; test_scale_by_hand.py holds it against alkit.

const PALE = "var(--al-quiet)", LINE = "var(--al-4)", BAR = 52; // pixels

function view(page) {
  return () => {
    const bars = barsOf(page.data, page.values);
    page.said = inWords(page.data, page.values, bars);
    page.data.panels.forEach((panel, k) => drawPanel(page, panel, bars.filter((bar) => bar.panel === k)));
  };
}

// Bytes, seconds, money.
function barsOf({ options, value, kept, block, queries, memory, speed, disk, price }, values) {
  const rows = 10 ** values.power, columns = options.columns[values.columns], cores = options.cores[values.cores];
  const looked = Math.min(rows, values.looked_at ? options.looked_at[values.looked_at] : rows);
  const whole = value * rows * columns, inBlocks = value * Math.min(rows, block) * columns + kept * rows;
  const score = (queries * looked * columns) / (1e6 * speed * cores);
  const read = (whole <= 1e9 * memory ? whole : queries * value * looked * columns) / (1e6 * disk);
  const bar = (panel, name, amount, pale = false) => ({ panel, name, amount, pale });
  const sizes = [bar(0, "all at once", whole, true), bar(0, "in blocks", inBlocks)];
  const times = [bar(1, "to score", score, score < read), bar(1, "to read", read, score >= read)];
  return [...sizes, ...times, bar(2, "to pay", (Math.max(score, read) / 3600) * cores * price)];
}

function spoken(amount, units) {
  const [unit, name] = units.find(([unit]) => amount >= unit) ?? units.at(-1);
  const fine = amount >= 10 * unit ? 1 : amount >= unit ? 10 : 1000;
  return `${Math.floor((amount / unit) * fine + 0.5) / fine}${name}`;
}

function inWords({ panels, counts, options, queries, memory }, values, bars) {
  const each = bars.map((bar) => `${spoken(bar.amount, panels[bar.panel][3])} ${bar.name}`).join(", ");
  const looked = values.looked_at ? `${spoken(options.looked_at[values.looked_at], counts)} rows each` : options.looked_at[0];
  const pool = `${spoken(10 ** values.power, counts)} rows × ${options.columns[values.columns]}, ${queries} queries that look at ${looked}`;
  const [whole, inBlocks, score, read] = bars.map((bar) => bar.amount), fits = whole <= 1e9 * memory ? "It fits at once" : "It fits only block by block";
  const pace = read > score ? "The disk sets the pace: more cores do not help." : "The cores set the pace.";
  const verdict = inBlocks > 1e9 * memory ? "Even what is kept of each row does not fit." : `${fits}. ${pace}`;
  return `${pool}, cores: ${options.cores[values.cores]}. ${each}. ${verdict}`;
}

function drawPanel(page, [name, limits, marks, units], bars) {
  const [low, high] = limits.map(Math.log10), at = (amount) => clamp(Math.log10(amount), low, high), limit = 1e9 * page.data.memory;
  const about = `${name}: ${bars.map((bar) => `${bar.name} ${spoken(bar.amount, units)}`).join(", ")}.`;
  const line = bars[0].panel === 0 ? `; the line: this machine, ${spoken(limit, units)}` : "";
  const plot = chart(page.box, name).begin({ title: name + line, about, height: 34 + BAR * bars.length, x: [low, high], y: [bars.length - 0.4, -0.6], left: 92, right: 20, top: 4, bottom: 28, basis: 900 });
  plot.axes({ xTicks: [], yTicks: [] });
  let last = -Infinity; // where the last mark stands that found room
  for (const [words, mark] of marks)
    if (plot.X(at(mark)) - last > 7.5 * words.length + 8) {
      last = plot.X(at(mark));
      plot.words(at(mark), bars.length - 0.4, words, { dy: 18, anchor: "middle", fill: PALE });
    }
  const place = (bar) => [at(bar.amount), plot.X(at(bar.amount)) - plot.X(low) > 120]; // its end, and whether the number stands in it
  bars.forEach((bar, row) => {
    plot.bar([low, place(bar)[0]], [row - 0.36, row + 0.36], { fill: bar.pale ? PALE : color(0), opacity: bar.pale ? 0.4 : 1 });
    plot.words(low, row, bar.name, { dx: -8, dy: 5, anchor: "end" });
  });
  if (line) plot.line([[at(limit), -0.6], [at(limit), bars.length - 0.4]], { stroke: LINE, width: 3 });
  bars.forEach((bar, row) => {
    const [end, inside] = place(bar), look = inside && !bar.pale ? { fill: "var(--al-paper)", class: "" } : {};
    plot.words(end, row, spoken(bar.amount, units), { dx: inside ? -10 : 8, dy: 6, anchor: inside ? "end" : "start", size: 17, "font-weight": 700, ...look });
  });
}
