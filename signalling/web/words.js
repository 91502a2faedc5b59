// What the page says to people. Pure.

export const kWords = {
  away: 'The server is away. Trying again…',
  pathAway: 'The network path is lost. Waiting for it…',
  nameRule: 'A name has 1 to 64 letters, digits, dots, dashes or underscores.',
};

// Why there is no camera or no microphone, each with what to try.
const kDeviceWords = {
  missing: (thing) => `No ${thing} was found. Plug one in: the next call will use it.`,
  busy: (thing) => `The ${thing} is in use by another program. Close it and go online again.`,
  refused: (thing) =>
    `Permission to use the ${thing} was refused. ` +
    "Allow it in the browser's site settings and go online again.",
  vanished: (thing) => `The ${thing} was unplugged. Plug it in again: it is taken up by itself.`,
};

const kLoss = {
  both: 'Others cannot see or hear you, but you can see and hear them.',
  camera: 'The call goes on without your picture.',
  microphone: 'The call goes on without your sound.',
};

// `troubles` has for camera and microphone why it is not there, or null. Empty: all is well.
export function deviceWords({camera, microphone}) {
  if (camera === 'insecure') {
    return 'This address is insecure, so the browser gives no camera and no microphone: ' +
      `open this page by https:// or as http://localhost. ${kLoss.both}`;
  }
  if (camera && camera === microphone) {
    const things = camera === 'refused' ? 'camera and microphone' : 'camera or microphone';
    return `${kDeviceWords[camera](things)} ${kLoss.both}`;
  }
  const words = [];
  if (camera) words.push(kDeviceWords[camera]('camera'));
  if (microphone) words.push(kDeviceWords[microphone]('microphone'));
  if (camera && microphone) words.push(kLoss.both);
  else if (camera) words.push(kLoss.camera);
  else if (microphone) words.push(kLoss.microphone);
  return words.join(' ');
}

const kTroubleWords = {
  self: () => 'You cannot call yourself. Send somebody the link that "Copy link" gives.',
  absent: (peer) => `${peer} did not come online. Check the name and try again.`,
  silent: (peer) => `No answer from ${peer}. Try again later.`,
  missed: (peer) => `You missed a call from ${peer}. Call back.`,
  gone: (peer) => `${peer} is gone: not online any more.`,
  unsupported: (peer) =>
    `This browser and ${peer} have no codec in common, so no call is possible.`,
  description: (peer) => `What ${peer} sent to set up the call cannot be used here.`,
  identity: (peer) =>
    `The encryption key of the other side is not the one that ${peer} announced. ` +
    'Somebody may be in the middle, so the call was ended.',
  'no-path': (peer) =>
    `No network path to ${peer} was found. A firewall may be in the way; try another network.`,
  'path-lost': (peer) => `The network path to ${peer} was lost. Call again.`,
  internal: (peer) => `The call with ${peer} failed inside this browser.`,
};

const kTheirWords = {
  normal: (peer) => `${peer} hung up.`,
  cancelled: (peer) => `You missed a call from ${peer}. Call back.`,
  declined: (peer) => `${peer} declined.`,
  busy: (peer) => `${peer} is busy with another call. Try again later.`,
  timeout: (peer) => `You missed a call from ${peer}. Call back.`,
  unsupported: (peer) =>
    `${peer} has no codec in common with this browser, so no call is possible.`,
  replaced: (peer) => `${peer} began a new call.`,
  lost: (peer) => `${peer} lost the network path to you. Call again.`,
  failed: (peer) => `The call failed at ${peer}.`,
};

const kOurWords = {
  declined: (peer) => `You declined ${peer}'s call.`,
  cancelled: (peer) => `You stopped calling ${peer}.`,
};

// How a call ended: `ended` is the action of that name.
export function endWords({peer, reason, byUs, trouble, text}) {
  if (trouble) return kTroubleWords[trouble](peer) + (text ? ` (${text})` : '');
  if (!byUs) return kTheirWords[reason](peer);
  return kOurWords[reason]?.(peer) ?? `You hung up the call with ${peer}.`;
}

// Why the server will not have us.
export function refusalWords({code, message}, name) {
  if (code === 'name-taken') return `The name ${name} is taken. Choose another one.`;
  if (code === 'unauthorized') return 'The server asks for a token that this page does not have.';
  return `The server refused: ${message || code}`;
}

export function takeoverWords(name) {
  return `The name ${name} is now used in another window. This one is offline.`;
}

export function stateWords(state, peer, isThereRinging) {
  switch (state) {
    case 'waiting': return `${peer} is not online. Waiting for ${peer} to come…`;
    case 'calling': return isThereRinging ? `It rings at ${peer}…` : `Calling ${peer}…`;
    case 'ringing': return `${peer} is calling you.`;
    case 'connecting': return `Connecting to ${peer}…`;
    case 'connected': return `In a call with ${peer}.`;
    default: return '';
  }
}
