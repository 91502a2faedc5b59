// The session that a page may take up again after its connection broke (CONTRACT §6, rule 8). A
// duplicated tab gets a copy of the storage: a lock keeps it from using the session of the first.

const kKey = 'p2pcall.session';

export class Session {
  #storage;
  #locks;
  #release = () => {};

  constructor(storage, locks) {
    this.#storage = storage;
    this.#locks = locks;
  }

  // The secret to say hello with as `peer`; empty when there is none that is ours alone.
  async resume(peer) {
    const kept = this.#kept();
    if (kept.peer !== peer || !kept.resume) return '';
    return (await this.#hold(kept.resume)) ? kept.resume : '';
  }

  async keep(peer, resume) {
    if (!resume || this.#kept().resume === resume) return;
    this.#storage.setItem(kKey, JSON.stringify({peer, resume}));
    await this.#hold(resume);
  }

  forget() {
    this.#storage.removeItem(kKey);
    this.#release();
  }

  #kept() {
    try {
      return JSON.parse(this.#storage.getItem(kKey)) ?? {};
    } catch {
      return {};
    }
  }

  // Whether nobody else holds it. Insecure addresses have no locks: then it is believed.
  #hold(resume) {
    this.#release();
    if (!this.#locks) return Promise.resolve(true);
    return new Promise((tell) => {
      this.#locks.request(`${kKey} ${resume}`, {ifAvailable: true}, (lock) => {
        tell(lock !== null);
        if (lock) return new Promise((release) => { this.#release = release; });
      });
    });
  }
}
