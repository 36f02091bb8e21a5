// Passkeys: the browser's WebAuthn with what goes over the wire, JSON with binary fields as base64url.
// The browsers' own parseCreationOptionsFromJSON and toJSON are younger than the oldest browser we support.

export function supported() {
  return typeof PublicKeyCredential === "function" && Boolean(navigator.credentials);
}

/** Makes a passkey; rejects with a DOMException whose `name` tells why. */
export async function create(optionsJson) {
  const options = parse(optionsJson);
  options.user.id = bytes(options.user.id);
  options.excludeCredentials = options.excludeCredentials?.map(withBytes);
  return toJson(await navigator.credentials.create({ publicKey: options }));
}

/** Asks for a passkey; rejects like `create`. */
export async function get(optionsJson) {
  const options = parse(optionsJson);
  options.allowCredentials = options.allowCredentials?.map(withBytes);
  return toJson(await navigator.credentials.get({ publicKey: options }));
}

function parse(optionsJson) {
  const options = JSON.parse(optionsJson);
  const inner = options.publicKey ?? options;
  inner.challenge = bytes(inner.challenge);
  return inner;
}

const withBytes = (credential) => ({ ...credential, id: bytes(credential.id) });

function toJson(credential) {
  const { response } = credential;
  const binary = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const answer = {};
  for (const name of binary) if (response[name]) answer[name] = text(response[name]);
  if (response.getTransports) answer.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: answer,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

function bytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
