import type { Shop } from '../../domain/shop.ts'
import { html, raw } from '../../kit/html.ts'
import { dressOf } from '../dress.ts'

/** Reads the mails of the demo; the mail adapter brings it. */
export type ReadMailbox = {
  list(shop: Shop): Promise<{ id: number; recipient: string; subject: string; at: Date }[]>
  one(shop: Shop, id: number): Promise<{ html: string; text: string } | undefined>
}

type Handler = (shop: Shop, request: Request, params: Record<string, string>) => Promise<Response>

const clockFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** Every mail that the shop would have sent, newest first. */
export const mailboxPage =
  (read: ReadMailbox): Handler =>
  async (shop) => {
    const mails = await read.list(shop)
    const page = html`${raw('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Mailbox · ${shop.name}</title>
<link rel="stylesheet" href="${dressOf(shop).stylesheet}">
</head>
<body class="plain-page">
<main class="wrap" id="main">
<h1>Mailbox</h1>
<p>Every mail that this demo shop sends arrives here, and nowhere else.</p>
${
  mails.length === 0
    ? html`<p>Nothing yet. Place an order or open an account.</p>`
    : html`<table class="table"><thead><tr><th scope="col">Subject</th><th scope="col">To</th><th scope="col">At</th></tr></thead>
<tbody>${mails.map(
        ({ id, subject, recipient, at }) => html`
<tr><td><a href="/mailbox/${id}">${subject}</a></td><td>${recipient}</td><td>${clockFormat.format(at)}</td></tr>`,
      )}</tbody></table>`
}
</main>
</body>
</html>`
    return new Response(page.text, {
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    })
  }

/** A mail as its reader sees it; `?text` shows its plain form. */
export const mailboxMailPage =
  (read: ReadMailbox): Handler =>
  async (shop, request, { id }) => {
    const mail = /^\d{1,9}$/.test(id ?? '') ? await read.one(shop, Number(id)) : undefined
    if (!mail) return new Response('There is no such mail.', { status: 404 })
    const plain = new URL(request.url).searchParams.has('text')
    return new Response(plain ? mail.text : mail.html, {
      headers: {
        'content-type': plain ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        // Mails carry inline styles, because mail programs know no others. Nothing else may run or load here.
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      },
    })
  }
