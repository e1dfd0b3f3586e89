// A strict provider: PKCE always, rotated refresh tokens, opaque access tokens unless a resource is named, a device flow that names no interval.
//
// usage: node oidc_provider.mjs FOLDER-OF-OIDC-PROVIDER PORT SECONDS-AHEAD     the last sets its clock wrong

import { createServer } from "node:http";
import { text } from "node:stream/consumers";

const [folder, port, secondsAhead] = process.argv.slice(2);
const now = Date.now;
Date.now = () => now() + Number(secondsAhead) * 1000;
const { Provider, errors } = await import(`${folder}/node_modules/oidc-provider/lib/index.js`);

const PASSWORD = (name) => `${name}-password-for-tests`;
const PEOPLE = { alice: { policy: ["readwrite"] }, bob: { policy: ["readonly"] }, eve: {} };
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "sts-cli",
      application_type: "native", // any port at the loopback address
      token_endpoint_auth_method: "none",
      redirect_uris: ["http://127.0.0.1/oauth2/callback"],
      grant_types: ["authorization_code", "refresh_token", DEVICE],
    },
    {
      client_id: "web-by-post", // takes its secret in the form only; MinIO knows it by a role
      client_secret: "robot:s%cret+1",
      token_endpoint_auth_method: "client_secret_post",
      application_type: "native",
      redirect_uris: ["http://127.0.0.1/oauth2/callback"],
    },
    {
      client_id: "robot",
      client_secret: "robot:s%cret+1",
      redirect_uris: [],
      response_types: [],
      grant_types: ["client_credentials"],
    },
    {
      client_id: "robot-by-post",
      client_secret: "robot:s%cret+1",
      token_endpoint_auth_method: "client_secret_post",
      redirect_uris: [],
      response_types: [],
      grant_types: ["client_credentials"],
    },
    {
      client_id: "robot-by-key", // the public half of tests/cases/keys/ec-p256-sec1.pem
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [{ kty: "EC", crv: "P-256", kid: "k-1", x: "EBT-APX7_9smpuqRogDbV0SyLCZlE1lv95ifQBfHZak", y: "7ls5InDCRw3zp2AdacD9A3fwUVM5bF6lq5TG3LIlMLA" }] },
      redirect_uris: [],
      response_types: [],
      grant_types: ["client_credentials"],
    },
  ],
  claims: { openid: ["sub", "policy"], profile: ["preferred_username"], email: ["email"] },
  conformIdTokenClaims: false, // else the policy stays in userinfo
  scopes: ["openid", "offline_access", "storage"],
  rotateRefreshToken: true,
  ttl: { IdToken: 3600, AccessToken: 300, ClientCredentials: 300, DeviceCode: 60 },
  cookies: { keys: ["a cookie key for tests"] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    deviceFlow: { enabled: true, mask: "****-****", userCodeInputSource, userCodeConfirmSource, successSource },
    resourceIndicators: { enabled: true, getResourceServerInfo: storage, defaultResource: () => undefined },
    rpInitiatedLogout: { enabled: false },
  },
  extraTokenClaims: (context, token) => (token.kind === "ClientCredentials" ? { policy: "readwrite" } : undefined),
  findAccount: (context, name) => (name in PEOPLE ? { accountId: name, claims: () => claims(name) } : undefined),
  interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  renderError: (context, out) => void (context.body = page(`<h1>${out.error}</h1><p>${out.error_description ?? ""}</p>`)),
});

const provide = provider.callback();
createServer((request, response) => {
  if (request.url.startsWith("/interaction/")) return interact(request, response).catch((problem) => response.writeHead(500).end(problem.message));
  return provide(request, response);
}).listen(Number(port), "127.0.0.1");

function claims(name) {
  return { sub: name, preferred_username: name, email: `${name}@example.test`, ...PEOPLE[name] };
}

// The one resource that an access token can be made for; only such a token is a JWT.
function storage(context, resource) {
  if (resource !== "urn:example:storage") throw new errors.InvalidTarget();
  return { scope: "storage", audience: "sts-cli", accessTokenFormat: "jwt" };
}

// The pages use the names that Keycloak's pages use, so that one person can sign in at both.
function page(body) {
  return `<!doctype html><meta charset="utf-8"><title>Strict provider</title>${body}`;
}

const BUTTONS = '<button id="kc-login" name="do" value="yes">Yes</button> <button id="kc-cancel" name="do" value="no">No</button>';
const SIGN_IN = '<input id="username" name="username"> <input id="password" name="password" type="password"> ' + BUTTONS;

async function interact(request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    const form = prompt.name === "login" ? SIGN_IN : `<p>Shall ${params.client_id} have: ${params.scope}?</p>${BUTTONS}`;
    return response.writeHead(200, { "content-type": "text/html" }).end(page(`<form method="post">${form}</form>`));
  }
  const form = new URLSearchParams(await text(request));
  const result = form.get("do") === "no" ? { error: "access_denied" } : prompt.name === "login" ? login(form) : await consent(params, session, grantId);
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

function login(form) {
  const name = form.get("username");
  const right = name in PEOPLE && form.get("password") === PASSWORD(name);
  return right ? { login: { accountId: name } } : { error: "access_denied", error_description: "wrong name or password" };
}

async function consent(params, session, grantId) {
  const grant = (grantId && (await provider.Grant.find(grantId))) || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return { consent: { grantId: await grant.save() } };
}

function userCodeInputSource(context, form, out) {
  context.body = page(`${out ? `<p>${out.message}</p>` : ""}${form}<button id="device-code" form="op.deviceInputForm">Continue</button>`);
}

function userCodeConfirmSource(context, form, client, device, userCode) {
  context.body = page(`<p>Is ${userCode} what the device shows?</p>${form}
    <button id="kc-login" form="op.deviceConfirmForm">Yes</button>
    <button id="kc-cancel" form="op.deviceConfirmForm" name="abort" value="yes">No</button>`);
}

function successSource(context) {
  context.body = page("<h1>Device Login Successful</h1>");
}
