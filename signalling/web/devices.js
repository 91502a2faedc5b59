// The user's camera and microphone, as far as they are there.

const kWishes = {
  microphone: {audio: {echoCancellation: true, noiseSuppression: true, autoGainControl: true}},
  camera: {video: {width: {ideal: 640}, height: {ideal: 480}, frameRate: {ideal: 30}}},
};
const kKinds = Object.keys(kWishes);

// A device's trouble, by the name of getUserMedia's error.
const kTroubles = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export class Devices {
  stream = new MediaStream();
  troubles = {camera: null, microphone: null};
  #muted = {camera: false, microphone: false};
  #changed;
  #asking = null;
  #turn = 0;  // what is given after release() is given back

  // `changed(kind)` is called when a track or its trouble has changed.
  constructor(changed) {
    this.#changed = changed;
    navigator.mediaDevices?.addEventListener('devicechange', () => this.#lookAgain());
  }

  // Resolves when the user has given or refused what there is. Looks again for what was not there;
  // what the user refused is asked for again only after release().
  acquire() {
    this.#asking ??= this.#acquire().finally(() => { this.#asking = null; });
    return this.#asking;
  }

  track(kind) {
    return this.stream.getTracks().find((track) => kindOf(track) === kind) ?? null;
  }

  mute(kind, on) {
    this.#muted[kind] = on;
    const track = this.track(kind);
    if (track) track.enabled = !on;
  }

  release() {
    this.#turn++;
    for (const track of this.stream.getTracks()) this.#remove(track);
    this.#fail(kKinds, null);
  }

  async #acquire() {
    const missing = kKinds.filter((kind) => !this.track(kind) && this.troubles[kind] !== 'refused');
    if (!navigator.mediaDevices) return this.#fail(missing, 'insecure');
    const problem = await this.#ask(missing);
    if (!problem) return;
    const perhaps = await askable(missing, problem);
    this.#fail(missing.filter((kind) => !perhaps.includes(kind)), problem);
    for (const kind of perhaps) {
      const why = await this.#ask([kind]);
      if (why) this.#fail([kind], why);
    }
  }

  // Why it could not be had; null when it could.
  async #ask(kinds) {
    if (kinds.length === 0) return null;
    const turn = this.#turn;
    try {
      const wishes = Object.assign({}, ...kinds.map((kind) => kWishes[kind]));
      const stream = await navigator.mediaDevices.getUserMedia(wishes);
      for (const track of stream.getTracks()) {
        if (turn === this.#turn) this.#add(track);
        else track.stop();
      }
      return null;
    } catch (error) {
      return kTroubles[error.name] ?? 'missing';
    }
  }

  #add(track) {
    const kind = kindOf(track);
    track.enabled = !this.#muted[kind];
    track.onended = () => {
      this.#remove(track);
      this.#fail([kind], 'vanished');
    };
    this.stream.addTrack(track);
    this.troubles[kind] = null;
    this.#changed(kind);
  }

  #remove(track) {
    track.onended = null;
    track.stop();
    this.stream.removeTrack(track);
  }

  #fail(kinds, why) {
    for (const kind of kinds) this.troubles[kind] = why;
    for (const kind of kinds) this.#changed(kind);
  }

  // Something was plugged in.
  async #lookAgain() {
    await this.#asking;
    if (kKinds.some((kind) => this.troubles[kind])) await this.acquire();
  }
}

function kindOf(track) {
  return track.kind === 'video' ? 'camera' : 'microphone';
}

// Those of `kinds` that may still be had one by one after all together failed with `problem`.
async function askable(kinds, problem) {
  if (kinds.length < 2) return [];
  if (problem !== 'refused') return kinds;
  const states = await Promise.all(kinds.map(permission));
  const someDenied = states.includes('denied');
  return kinds.filter((_, i) => states[i] === 'granted' || (someDenied && states[i] === 'prompt'));
}

async function permission(kind) {
  try {
    return (await navigator.permissions.query({name: kind})).state;
  } catch {
    return 'unknown';
  }
}
