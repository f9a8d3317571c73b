// A sound: a button that plays it, its waveform, and its spectrogram, along which a line walks while it plays.
// One page with chart.js, drawing.js and labeling.js.

const AUTOPLAY = "alkit-autoplay"; // whether each sound plays when it appears: a matter of the room, so this browser remembers it
const FLOOR = 0.02; // of full loudness: what is more quiet than this is drawn as silence

function remembered() {
  try {
    return localStorage.getItem(AUTOPLAY) === "on";
  } catch {
    return false; // a browser may keep nothing
  }
}

function remember(on) {
  try {
    localStorage.setItem(AUTOPLAY, on ? "on" : "off");
  } catch { /* then it holds for this page */ }
}

let sounding = null; // one at a time

// Whatever plays stops, and the sound of a box is forgotten.
function quiet(box) {
  sounding?.pause();
  delete box.sound;
}

function drawSound(box, sample) {
  box.sound = new Sound(box.appendChild(make("div", undefined, "al-sound")), sample);
}

// A sound in the size of a stamp: a button.
function playButton({ src, alt }) {
  const button = make("button", "▶", "al-large al-stamp"), audio = new Audio(src);
  button.setAttribute("aria-label", `Play ${alt}`);
  button.addEventListener("click", () => begin(audio, () => {}));
  return button;
}

// From its first moment on; `failed(words)` where that cannot be.
function begin(audio, failed) {
  sounding?.pause();
  sounding = audio;
  audio.currentTime = 0;
  audio.play().catch(({ name }) => {
    if (name === "NotAllowedError") failed("Browsers play nothing before the first click: press Play.");
    else if (name !== "AbortError") failed("This browser cannot play the sound."); // aborted: by the next sample
  });
}

class Sound {
  constructor(box, sample) {
    this.box = box;
    this.sample = sample;
    this.samples = decoded(sample.src);
    this.audio = new Audio(sample.src);
    const row = box.appendChild(make("div", undefined, "al-row"));
    this.button = row.appendChild(make("button"));
    this.button.append(make("kbd", "p"), " ▶ Play");
    this.button.setAttribute("aria-label", "Play the sound");
    this.button.addEventListener("click", () => this.play());
    row.append(this.automatic());
    this.problem = box.appendChild(make("p", "", "al-quiet"));
    this.pictures = box.appendChild(make("div"));
    this.audio.addEventListener("play", () => this.walk());
    this.draw();
  }

  automatic() {
    const label = make("label", undefined, "al-switch"), input = label.appendChild(make("input"));
    Object.assign(input, { type: "checkbox", checked: remembered() });
    label.append(" Play each sound at once");
    input.addEventListener("change", () => {
      remember(input.checked);
      if (input.checked) this.play();
    });
    return label;
  }

  play() {
    this.problem.textContent = "";
    begin(this.audio, (words) => (this.problem.textContent = words));
  }

  // It has come to somebody who holds the keys.
  appeared() {
    if (remembered()) this.play();
  }

  draw() {
    const { seconds, top, columns, grey, alt } = this.sample, time = [0, seconds];
    const wave = chart(this.pictures, "wave").begin({ about: `Waveform of ${alt}`, height: 64, x: time, y: [-1, 1], left: 40, right: 8, top: 2, bottom: 2 });
    wave.band(extremes(this.samples, Math.max(1, Math.round(wave.width - 48))).map(([low, high], k, { length }) => [(seconds * k) / length, low, high]), { fill: "var(--al-0)", opacity: 1 });
    const plot = chart(this.pictures, "spectrogram").begin({ about: `Spectrogram of ${alt}`, height: 190, x: time, y: [0, top / 1000], left: 40, right: 8, top: 4, bottom: 40 });
    const levels = Uint8Array.from(atob(grey), (c) => c.charCodeAt(0));
    plot.region(columns, levels.length / columns, (k) => [0, 0, 0, levels[k]], grey);
    plot.axes({ xName: "seconds", yName: "kHz" });
    this.hand = plot.add("path", { class: "al-axis", d: "" });
    this.plot = plot;
  }

  // The line that shows what is heard.
  walk() {
    const { X, top_: top, height, bottom } = this.plot, { currentTime, paused, ended } = this.audio;
    const isOver = paused || ended;
    this.hand.setAttribute("d", isOver ? "" : `M${X(currentTime)},${top}V${height - bottom}`);
    this.hand.setAttribute("style", "stroke: var(--al-1); stroke-width: 2");
    if (!isOver) requestAnimationFrame(() => this.walk());
  }
}

// The samples of a WAV file of 16 bits, whose head has 44 bytes.
function decoded(src) {
  const bytes = Uint8Array.from(atob(src.split(",")[1]), (c) => c.charCodeAt(0));
  return new Int16Array(bytes.buffer, 44);
}

// The lowest and the highest of the samples of each pixel, from -1 to 1.
function extremes(samples, pixels) {
  return Array.from({ length: pixels }, (_, k) => {
    const part = samples.subarray(Math.floor((k * samples.length) / pixels), Math.floor(((k + 1) * samples.length) / pixels) + 1);
    const [low, high] = [Math.min(...part) / 32768, Math.max(...part) / 32768];
    return [Math.min(low, -FLOOR), Math.max(high, FLOOR)];
  });
}
