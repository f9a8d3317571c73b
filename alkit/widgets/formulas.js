// What is computed in the page, so that the hand is followed at once; tests/browser/test_formulas.py holds it against alkit.

const sum = (list) => list.reduce((a, b) => a + b, 0);
const term = (p) => (p > 0 ? -p * Math.log2(p) : 0); // of an entropy in bits
const entropy = (p) => sum(p.map(term));

// Weights divided by their sum; all alike where every weight is 0.
function shares(weights) {
  const total = sum(weights);
  return weights.map((w) => (total ? w / total : 1 / weights.length));
}

function margin(p) {
  const [first, second] = [...p].sort((a, b) => b - a);
  return 1 - (first - second);
}

const leastConfidence = (p) => 1 - Math.max(...p);
