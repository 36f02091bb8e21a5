// The API without the page: to prepare what a test needs and to ask what has come of it.
import { expect } from "@playwright/test";
import type { Person } from "./hilum.ts";

export interface Answer<T> {
  status: number;
  body: T;
}

/** What the tests read of a request. */
export interface RequestView {
  id: string;
  version: number;
  status: string;
  items: { id: string; status: string; profile: { code: string } }[];
  allowed_actions: string[];
  grants: GrantView[];
}

export interface GrantView {
  id: string;
  status: string;
  valid_until: string | null;
}

interface Node {
  id: string;
  kind: string;
  label: string;
}

interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Somebody who is signed in and speaks JSON. */
export class Caller {
  private constructor(
    private readonly address: string,
    private readonly cookie: string,
  ) {}

  static async signIn(address: string, { email, password }: Person): Promise<Caller> {
    const answer = await send(address, "", "POST", "/api/v1/sessions", { email, password });
    expect(answer.status, `sign-in of ${email}`).toBe(201);
    const cookie = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    return new Caller(address, cookie.join("; "));
  }

  async call<T>(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const answer = await send(this.address, this.cookie, method, path, body, headers);
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T };
  }

  /** The nodes right below that one; the networks without it. */
  private async below(parent?: string): Promise<Node[]> {
    const query = new URLSearchParams({ application: "CPMS", limit: "100", ...(parent ? { parent } : {}) });
    return (await this.call<{ items: Node[] }>("GET", `/api/v1/organisations?${query}`)).body.items;
  }

  /** The first place of a country whose label begins like this: "DE22" in Germany in ERN-RND. */
  async place(network: string, country: string, label = ""): Promise<string> {
    let nodes = await this.below();
    for (const step of [`${network} `, country]) {
      nodes = await this.below(nodes.find((node) => node.label.startsWith(step))?.id);
    }
    const found = nodes.find((node) => node.kind === "provider" && node.label.startsWith(label));
    expect(found, `${label} in ${country} in ${network}`).toBeDefined();
    return found!.id;
  }

  async draft(organisation_id: string, profiles: string[]): Promise<RequestView> {
    const draft = { application: "CPMS", organisation_id, profiles };
    const { status, body } = await this.call<RequestView>("POST", "/api/v1/access-requests", draft);
    expect(status).toBe(201);
    return body;
  }

  async submit(organisation_id: string, profiles: string[]): Promise<RequestView> {
    const { id } = await this.draft(organisation_id, profiles);
    const { status, body } = await this.call<RequestView>("POST", `/api/v1/access-requests/${id}/submit`);
    expect(status).toBe(200);
    return body;
  }

  async approve(request: RequestView): Promise<RequestView> {
    const items = request.items.map(({ id }) => ({ id, decision: "approve" }));
    const { status, body } = await this.call<RequestView>(
      "POST",
      `/api/v1/access-requests/${request.id}/decide`,
      { items },
      { "If-Match": `"${request.version}"` },
    );
    expect(status).toBe(200);
    return body;
  }

  async request(id: string): Promise<RequestView> {
    const { status, body } = await this.call<RequestView>("GET", `/api/v1/access-requests/${id}`);
    expect(status).toBe(200);
    return body;
  }

  async mine(): Promise<RequestView[]> {
    const { body } = await this.call<{ items: RequestView[] }>("GET", "/api/v1/access-requests?view=mine&limit=100");
    return body.items;
  }
}

/** Waits until a mail to that address has a subject like this; they leave a moment after what they tell. */
export async function mail(address: string, to: string, subject: RegExp): Promise<Mail> {
  let found: Mail | undefined;
  await expect
    .poll(async () => {
      const answer = await fetch(`${address}/api/v1/training/mailbox?${new URLSearchParams({ to })}`);
      const { items } = (await answer.json()) as { items: Mail[] };
      found = items.find((mail) => subject.test(mail.subject));
      return items.map((mail) => mail.subject);
    })
    .toContainEqual(expect.stringMatching(subject));
  return found!;
}

async function send(
  address: string,
  cookie: string,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(address + path, {
    method,
    headers: {
      "X-Requested-With": "hilum",
      ...(cookie ? { Cookie: cookie } : {}),
      ...(body ? { "Content-Type": method === "PATCH" ? "application/merge-patch+json" : "application/json" } : {}),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
}
