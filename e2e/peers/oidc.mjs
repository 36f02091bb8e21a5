// A certified OpenID provider (npm `oidc-provider`), for one client. Whoever types a name is that person; typing
// "<name> with two steps" makes it say so in `amr`.
import { Provider } from "oidc-provider";

const { PORT, HILUM, CLIENT_SECRET } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "hilum",
      client_secret: CLIENT_SECRET,
      redirect_uris: [`${HILUM}/api/v1/providers/op/callback`],
      backchannel_logout_uri: `${HILUM}/api/v1/providers/op/logout`,
      backchannel_logout_session_required: true,
    },
  ],
  // Nothing is kept outside of memory, and nothing outlives the test.
  cookies: { keys: ["a key of this test"] },
  claims: { acr: null, amr: null, auth_time: null, openid: ["sub"], email: ["email", "email_verified"], profile: ["given_name", "family_name"] },
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true }, claimsParameter: { enabled: true } },
  // It would not speak with this machine, where Hilum is.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@klinik.example`,
      email_verified: true,
      given_name: id[0].toUpperCase() + id.slice(1),
      family_name: "Provided",
    }),
  }),
  // Hilum is known: nobody is asked whether it may know them.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

provider.use(async (context, next) => {
  if (!context.path.startsWith("/interaction/")) return next();
  if (context.method === "GET") {
    context.type = "html";
    context.body = `<!doctype html><html lang="en"><title>Provider</title><h1>Who are you?</h1>
      <form method="post"><label>Name <input name="name" autofocus></label><button>Sign in</button></form>`;
    return;
  }
  const chunks = [];
  for await (const chunk of context.req) chunks.push(chunk);
  const name = new URLSearchParams(Buffer.concat(chunks).toString()).get("name") ?? "";
  const [accountId, twoSteps] = name.split(" with ");
  const login = { accountId, amr: twoSteps ? ["pwd", "otp", "mfa"] : ["pwd"] };
  // Koa must not answer as well.
  context.respond = false;
  context.res.statusCode = 200;
  await provider.interactionFinished(context.req, context.res, { login });
});

provider.on("backchannel.error", (_, error) => console.error("back-channel logout:", error));
provider.on("server_error", (_, error) => console.error(error));

provider.listen(Number(PORT), "127.0.0.1");
