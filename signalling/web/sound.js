// The soft sound of a call that comes in. Silent where the browser does not allow it.

const kEvery = 3_000;
const kNotes = [{hertz: 523, at: 0}, {hertz: 659, at: 0.22}];  // C5, E5
const kLoudness = 0.06;

export class Bell {
  #context = null;
  #timer = null;

  // To be called by a click or a key: only then may a page sound.
  allow() {
    this.#context ??= window.AudioContext ? new AudioContext() : null;
    this.#context?.resume().catch(() => {});
  }

  ring(on) {
    if (on === (this.#timer !== null)) return;
    clearInterval(this.#timer);
    this.#timer = on ? setInterval(() => this.#strike(), kEvery) : null;
    if (on) this.#strike();
  }

  #strike() {
    if (this.#context?.state !== 'running') return;
    for (const {hertz, at} of kNotes) this.#note(hertz, this.#context.currentTime + at);
  }

  #note(hertz, start) {
    const loudness = this.#context.createGain();
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(kLoudness, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.9);
    const tone = this.#context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(loudness).connect(this.#context.destination);
    tone.start(start);
    tone.stop(start + 1);
  }
}
