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

  /** The place of that code or name in a network. */
  async place(network: string, text: string): Promise<string> {
    const query = new URLSearchParams({ application: "CPMS", q: text, limit: "100" });
    const { body } = await this.call<{ items: { id: string; label: string; path: { label: string }[] }[] }>(
      "GET",
      `/api/v1/organisations?${query}`,
    );
    const fits = (item: (typeof body.items)[0]) =>
      item.path[0].label.startsWith(`${network} `) && (item.label.startsWith(text) || item.label.includes(text));
    const found = body.items.find(fits);
    expect(found, `${text} in ${network}`).toBeDefined();
    return found!.id;
  }

  async draft(network: string, text: string, profiles: string[]): Promise<RequestView> {
    const organisation_id = await this.place(network, text);
    const draft = { application: "CPMS", organisation_id, profiles };
    const { status, body } = await this.call<RequestView>("POST", "/api/v1/access-requests", draft);
    expect(status).toBe(201);
    return body;
  }

  async submit(network: string, text: string, profiles: string[]): Promise<RequestView> {
    const { id } = await this.draft(network, text, profiles);
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
