// What comes over the wire (p2pcall.v1), checked before anything sees it: peers are not trusted.

const kReasons = new Set([
  'normal', 'cancelled', 'declined', 'busy', 'timeout', 'unsupported', 'replaced', 'lost', 'failed',
]);
const kLongestMessage = 64 * 1024;

// Whether `name` may be a peer's name.
export function isPeerName(name) {
  return typeof name === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(name);
}

// The message in `text`, with nothing in it that the protocol does not know; null when it is none.
export function read(text) {
  if (text.length > kLongestMessage) return null;
  try {
    const message = JSON.parse(text);
    if (typeof message.type !== 'string') return null;
    return kReaders[message.type]?.(message) ?? null;
  } catch {
    return null;
  }
}

const kReaders = {
  __proto__: null,
  welcome: ({type, peer, resume, iceServers, peers}) =>
    isPeerName(peer) ? {type, peer, resume: string(resume), iceServers: list(iceServers),
                        peers: list(peers).filter(isPeerName)} : null,
  online: presence,
  offline: presence,
  pong: ({type}) => ({type}),
  error: ({type, code, message, call, to}) =>
    ({type, code: string(code), message: string(message), call: string(call), to: string(to)}),
  ring: (message) => ofCall(message, description(message, 'offer')),
  ringing: (message) => ofCall(message, {}),
  accept: (message) => ofCall(message, description(message, 'answer')),
  description: (message) => ofCall(message, generation(message)),
  candidate: (message) => ofCall(message, candidate(message)),
  hangup: (message) =>
    ofCall(message, {reason: kReasons.has(message.reason) ? message.reason : 'failed'}),
};

function presence({type, peer}) {
  return isPeerName(peer) ? {type, peer} : null;
}

function ofCall({type, from, call}, rest) {
  if (!rest || !isPeerName(from) || !isPeerName(call)) return null;
  return {type, from, call, ...rest};
}

function description({description}, type) {
  if (description.type !== type || !string(description.sdp)) return null;
  return {description: {type, sdp: description.sdp}};
}

function generation({generation = 0}) {
  return Number.isInteger(generation) && generation >= 0 ? {generation} : null;
}

// Null and the empty candidate both mean: no more.
function candidate(message) {
  const which = generation(message);
  if (!which) return null;
  const it = message.candidate;
  if (!it || it.candidate === '') return {...which, candidate: null};
  if (!string(it.candidate)) return null;
  const {candidate, sdpMid = null, sdpMLineIndex = null, usernameFragment = null} = it;
  return {...which, candidate: {candidate, sdpMid, sdpMLineIndex, usernameFragment}};
}

function string(value) {
  return typeof value === 'string' ? value : '';
}

function list(value) {
  return Array.isArray(value) ? value : [];
}
