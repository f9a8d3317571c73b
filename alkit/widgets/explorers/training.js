// A network in training: its loss and its accuracies after each epoch so far.

function view(page) {
  const bar = page.box.parentElement.insertBefore(make("progress"), page.box);
  bar.setAttribute("aria-label", "Epochs done");
  return () => {
    const { losses, accuracies, most, over } = page.data, n = losses.length, x = [0, most];
    Object.assign(bar, { max: most, value: n, hidden: over });
    const points = (values) => values.map((v, k) => [k + 1, v]);
    const about = n ? `The loss after each of ${n} epochs: from ${losses[0].toFixed(2)} to ${losses[n - 1].toFixed(2)} nats.` : "The loss: no epoch yet.";
    const loss = chart(page.box, "loss").begin({ title: "Log loss of the training rows", about, height: 320, x, y: [0, 1.1 * Math.max(...losses, 0.01)], basis: 440 });
    loss.axes({ xName: "epochs", yName: "loss in nats", grid: true });
    if (!n) loss.words(most / 2, 0.005, "training begins in a moment", { anchor: "middle", fill: "var(--al-quiet)" });
    loss.line(points(losses), { stroke: color(0) });
    const reached = accuracies.map(([name, values]) => `${name} ${(values.at(-1) ?? 0).toFixed(2)}`);
    const right = chart(page.box, "accuracy").begin({ title: "Accuracy", about: `Accuracy: ${n ? reached.join(", ") : "no epoch yet"}.`, height: 320, x, y: [0, 1.02], basis: 440 });
    right.axes({ xName: "epochs", yName: "accuracy", grid: true });
    accuracies.forEach(([, values], j) => right.line(points(values), { stroke: color(j), dash: j ? "7 5" : "none" }));
    right.legend(n ? accuracies.map(([, ], j) => ({ text: reached[j], fill: color(j), j })) : []);
  };
}
