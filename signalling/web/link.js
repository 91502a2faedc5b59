// Links that call somebody (/#PEER), and names for new calls.

import {isPeerName} from './message.js';

export function linkTo(name) {
  return `${location.origin}/#${name}`;
}

// Whom this page's own address calls; empty: nobody.
export function peerOfLink() {
  try {
    const peer = decodeURIComponent(location.hash.slice(1));
    return isPeerName(peer) ? peer : '';
  } catch {
    return '';
  }
}

// A random UUID. crypto.randomUUID is missing at insecure addresses.
export function freshCall() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;  // RFC 9562: version 4
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
