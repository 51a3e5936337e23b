import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { definitions } from '../../ui/table.ts'
import type { Visit } from '../visit.ts'
import { company } from './company.ts'
import type { Info } from './topics.ts'

export function about({ say, shop, place, locale }: Visit): Info {
  const link = (topic: string, words: string) => html`<a href="${href(place, 'info', { topic })}">${words}</a>`
  return {
    title: say({ en: 'A small shop with a large cupboard', de: 'Ein kleiner Laden mit großem Schrank' }),
    description: say({
      en: `Who chooses what ${shop.name} sells, and by which rules.`,
      de: `Wer aussucht, was ${shop.name} verkauft, und nach welchen Regeln.`,
    }),
    body:
      locale === 'de'
        ? html`<p class="lead">${shop.name} begann 2019 als Regal in einem Hamburger Hinterhof: Dinge, die wir selbst lange gesucht hatten. Heute sind wir zu acht, und das Regal ist länger geworden.</p>
<h2>Wonach wir aussuchen</h2>
<p>Ein Ding kommt in den Laden, wenn drei von uns es ein Vierteljahr lang benutzt haben und es danach nicht hergeben wollen. Es soll sich reparieren lassen oder so einfach sein, dass nichts kaputtgeht. Und wir wollen wissen, wo es gemacht wird.</p>
<p>Von jeder Art führen wir wenig. Zwei Pfannen, die gut sind, helfen mehr als vierzig, aus denen man wählen muss.</p>
<h2>Wie wir beschreiben</h2>
<p>Jeder Text nennt das Material, die Maße und eine ehrliche Grenze: was das Stück nicht kann. Bewertungen drucken wir unverändert. „Reduziert“ heißt bei uns: billiger als in den dreißig Tagen davor, und der niedrigste Preis dieser Zeit steht daneben.</p>
<h2>Wo die Dinge liegen</h2>
<p>Wir versenden aus zwei Lagern, eines in Hamburg, eines in Columbus, Ohio. Was in Ihrem Land auf Lager ist, kommt von dort; ein Schiff fährt nicht für einen einzelnen Becher. Mehr dazu unter ${link('shipping', 'Versand')}.</p>
<p>Fragen? ${link('contact', 'Schreiben Sie uns.')} Es antwortet jemand, der das Ding in der Hand hatte.</p>`
        : html`<p class="lead">${shop.name} began in 2019 as a shelf in a Hamburg courtyard: things that we had long looked for ourselves. Today there are eight of us, and the shelf has grown longer.</p>
<h2>How we choose</h2>
<p>A thing enters the shop when three of us have used it for a season and do not want to give it back. It should be repairable, or so simple that nothing can break. And we want to know where it is made.</p>
<p>We carry few things of each kind. Two pans that are good help more than forty to choose from.</p>
<h2>How we describe</h2>
<p>Each text names the material, the measures and one honest limit: what the thing cannot do. Reviews are printed unchanged. “Reduced” means cheaper than in the thirty days before.</p>
<h2>Where things lie</h2>
<p>We ship from two warehouses, one in Hamburg and one in Columbus, Ohio. What is in stock in your country comes from there; no ship sails for a single mug. More under ${link('shipping', 'Shipping')}.</p>
<p>Questions? ${link('contact', 'Write to us.')} Somebody who held the thing in their hands will answer.</p>`,
  }
}

export function contact({ say, place, market }: Visit): Info {
  const phone = market.code === 'us' ? company.phoneUs : company.phoneDe
  return {
    title: say({ en: 'Contact', de: 'Kontakt' }),
    description: say({
      en: 'By mail, by phone or by letter: how to reach us, and how soon we answer.',
      de: 'Per E-Mail, Telefon oder Brief: So erreichen Sie uns, und so schnell antworten wir.',
    }),
    body: html`<p class="lead">${say({
      en: 'We answer on working days between 9 and 17 o’clock Hamburg time, by mail within a working day.',
      de: 'Wir antworten werktags zwischen 9 und 17 Uhr, per E-Mail binnen eines Werktags.',
    })}</p>${definitions([
      {
        term: say({ en: 'E-mail', de: 'E-Mail' }),
        words: html`<a href="mailto:${company.email}">${company.email}</a>`,
      },
      {
        term: say({ en: 'Phone', de: 'Telefon' }),
        words: html`<a href="tel:${phone.replace(/[^\d+]/g, '')}">${phone}</a>`,
      },
      {
        term: say({ en: 'Post', de: 'Post' }),
        words:
          market.code === 'us'
            ? company.usAddress
            : html`${company.name}<br>${company.street}<br>${company.postcode} ${company.city}`,
      },
    ])}<h2>${say({ en: 'About an order', de: 'Zu einer Bestellung' })}</h2><p>${say({
      en: 'Where a parcel is, and cancelling before it leaves, takes a minute here, without waiting for us:',
      de: 'Wo ein Paket ist und wie Sie vor dem Versand stornieren, geht hier in einer Minute, ohne auf uns zu warten:',
    })} <a href="${href(place, 'orderLookup')}">${say({ en: 'Find an order', de: 'Bestellung finden' })}</a>.</p><p>${say(
      {
        en: 'If something arrived broken, send us a photograph with the order number. We replace it or give the money back, whichever you like better.',
        de: 'Ist etwas kaputt angekommen, schicken Sie uns ein Foto mit der Bestellnummer. Wir ersetzen es oder geben das Geld zurück, wie es Ihnen lieber ist.',
      },
    )}</p>`,
  }
}
