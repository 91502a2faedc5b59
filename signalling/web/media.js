// One call's peer connection (generation 0) and what comes through it.

const kMedia = {audio: 'microphone', video: 'camera'};

export class Connection {
  remote = new MediaStream();
  #call;
  #devices;
  #happens;
  #peer;
  #next = Promise.resolve();
  #wasUp = false;

  // `happens(event)` takes what line.js knows as events of our media.
  constructor({call, iceServers, devices, happens}) {
    this.#call = call;
    this.#devices = devices;
    this.#happens = happens;
    this.#peer = new RTCPeerConnection(
      {iceServers, bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require'});
    this.#peer.onicecandidate = ({candidate}) => this.#found(candidate);
    this.#peer.onconnectionstatechange = () => this.#changed();
    this.#peer.ontrack = (event) => this.#receive(event);
  }

  offer() {
    this.#then('internal', async () => {
      await this.#devices.acquire();
      for (const kind of Object.keys(kMedia)) this.#addTransceiver(kind);
      await this.#peer.setLocalDescription();
      this.#tell('described', {description: this.#peer.localDescription.toJSON()});
    });
  }

  // Takes an offer without a word to its sender; tells whether it can be answered.
  prepare(description) {
    this.#then('description', async () => {
      await this.#peer.setRemoteDescription(description);
      const {sdp} = await this.#peer.createAnswer();
      if (hasNoMedium(sdp)) this.#fail('unsupported');
      else this.#tell('prepared');
    });
  }

  answer() {
    this.#then('internal', async () => {
      await this.#devices.acquire();
      for (const kind of Object.keys(kMedia)) await this.replace(kMedia[kind]);
      await this.#peer.setLocalDescription();
      this.#tell('described', {description: this.#peer.localDescription.toJSON()});
    });
  }

  takeAnswer(description) {
    this.#then('description', async () => {
      await this.#peer.setRemoteDescription(description);
      if (hasNoMedium(description.sdp)) this.#fail('unsupported');
    });
  }

  // One that the browser cannot use costs a path, not the call.
  addCandidate(candidate) {
    this.#then(null, () => this.#peer.addIceCandidate(candidate ?? undefined));
  }

  // Sends what the device of that kind gives now. One that comes after the description serves the
  // next call, unless there was one before.
  async replace(device) {
    const transceiver = this.#transceiver(device);
    const track = this.#devices.track(device);
    if (!transceiver || transceiver.direction === 'stopped') return;
    await transceiver.sender.replaceTrack(track);
    if (!track || this.#isDescribed()) return;
    transceiver.sender.setStreams(this.#devices.stream);
    transceiver.direction = 'sendrecv';
  }

  // Looks whether it is the key that the call fails by.
  examine() {
    this.#isIdentityWrong().then(
      (isIdentityWrong) => this.#tell('examined', {isIdentityWrong}));
  }

  close() {
    this.#happens = () => {};
    this.#peer.close();
  }

  #addTransceiver(kind) {
    const track = this.#devices.track(kMedia[kind]);
    const streams = [this.#devices.stream];
    if (track) this.#peer.addTransceiver(track, {direction: 'sendrecv', streams});
    else this.#peer.addTransceiver(kind, {direction: 'recvonly'});
  }

  #transceiver(device) {
    return this.#peer.getTransceivers().find(
      ({receiver}) => kMedia[receiver.track.kind] === device);
  }

  #isDescribed() {
    return this.#peer.localDescription !== null;
  }

  #receive({track, receiver}) {
    // As soon as it can be shown: this is a talk, not a film.
    if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
    else receiver.playoutDelayHint = 0;
    this.remote.addTrack(track);
  }

  #found(candidate) {
    const isLast = !candidate || candidate.candidate === '';
    this.#tell('found', {candidate: isLast ? null : candidate.toJSON()});
  }

  #changed() {
    const state = this.#peer.connectionState;
    if (state === 'connected') {
      this.#wasUp = true;
      this.#tell('connected');
    }
    if (state === 'failed') this.#explain();
    else this.#tell('path', {isWell: state !== 'disconnected'});
  }

  async #explain() {
    if (this.#wasUp) this.#fail('path-lost');
    else this.#fail(await this.#isIdentityWrong() ? 'identity' : 'no-path');
  }

  // ICE that found its way while DTLS failed: the key is not the announced one. The statistics are
  // asked where the handshake runs; the states that scripts see follow later.
  async #isIdentityWrong() {
    const stats = await this.#peer.getStats().catch(() => new Map());
    const transports = [...stats.values()].filter(
      ({type, dtlsState}) => type === 'transport' && dtlsState);
    if (transports.length === 0) return this.#isSeenToFail();
    return transports.some(({dtlsState, iceState}) => dtlsState === 'failed' && isPath(iceState));
  }

  // For a browser whose statistics know no transports.
  #isSeenToFail() {
    const transports = this.#peer.getTransceivers().map(({sender}) => sender.transport);
    return isPath(this.#peer.iceConnectionState) && transports.some((it) => it?.state === 'failed');
  }

  // One step after the other, in the order asked for.
  #then(trouble, step) {
    this.#next = this.#next.then(step).catch((error) => {
      if (trouble) this.#fail(trouble, error.name);
      else console.info('p2pcall: a candidate was not used:', error.name);
    });
  }

  #fail(trouble, text = '') {
    this.#tell('failed', {trouble, text});
  }

  #tell(type, rest = {}) {
    this.#happens({type, call: this.#call, ...rest});
  }
}

function isPath(iceState) {
  return ['connected', 'completed'].includes(iceState);
}

// Whether a description's every medium is refused (its port is 0).
function hasNoMedium(sdp) {
  return !/^m=(audio|video) [1-9]/m.test(sdp);
}
