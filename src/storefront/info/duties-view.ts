import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import type { Visit } from '../visit.ts'
import { company } from './company.ts'
import type { Info } from './topics.ts'

const address = html`<address>${company.name}<br>${company.street}<br>${company.postcode} ${company.city}, Deutschland</address>`

export function imprint({ say, locale }: Visit): Info {
  return {
    title: say({ en: 'Imprint', de: 'Impressum' }),
    description: say({
      en: `Who is behind this shop: ${company.name}.`,
      de: `Wer hinter diesem Shop steht: ${company.name}.`,
    }),
    body: html`<h2>${say({ en: 'Provider', de: 'Anbieter' })}</h2>${address}<p>${say({ en: 'Represented by', de: 'Vertreten durch' })} ${company.directors}</p><h2>${say(
      { en: 'Contact', de: 'Kontakt' },
    )}</h2><p>${say({ en: 'E-mail', de: 'E-Mail' })}: <a href="mailto:${company.email}">${company.email}</a><br>${say({ en: 'Phone', de: 'Telefon' })}: ${company.phoneDe}</p><h2>${say(
      { en: 'Register and tax', de: 'Register und Steuer' },
    )}</h2><p>${company.register}<br>${say({ en: 'VAT number', de: 'Umsatzsteuer-Identifikationsnummer' })}: ${company.vatId}<br>${say({ en: 'Packaging register (LUCID)', de: 'Verpackungsregister (LUCID)' })}: ${company.lucid}</p><h2>${say(
      { en: 'Responsible for the content', de: 'Verantwortlich für den Inhalt' },
    )}</h2><p>${company.directors.split(',')[0]}, ${say({ en: 'address as above', de: 'Anschrift wie oben' })}</p><h2>${say(
      { en: 'Disputes', de: 'Streitbeilegung' },
    )}</h2><p>${
      locale === 'de'
        ? 'Wir sind nicht verpflichtet und nicht bereit, an einem Streitbeilegungsverfahren vor einer Verbraucherschlichtungsstelle teilzunehmen. Schreiben Sie uns lieber; wir haben noch jedes Mal eine Lösung gefunden.'
        : 'We are neither obliged nor willing to take part in dispute settlement before a consumer arbitration board. Rather write to us; so far we have found a solution every time.'
    }</p><p class="soft small">${say({
      en: 'This is a demo shop. The company does not exist; its numbers are placeholders.',
      de: 'Dies ist ein Demo-Shop. Die Firma gibt es nicht; ihre Nummern sind Platzhalter.',
    })}</p>`,
  }
}

export function privacy({ say, locale, place }: Visit): Info {
  const look = html`<a href="${href(place, 'security')}">${say({ en: 'your account', de: 'Ihrem Konto' })}</a>`
  return {
    title: say({ en: 'Privacy', de: 'Datenschutz' }),
    description: say({
      en: 'No trackers, no advertising networks, no third parties on our pages: what we keep, why and for how long.',
      de: 'Keine Tracker, keine Werbenetze, keine Dritten auf unseren Seiten: was wir speichern, wozu und wie lange.',
    }),
    body:
      locale === 'de'
        ? html`<p class="lead">Auf diesen Seiten gibt es keine Tracker, keine Werbenetze und keine Statistik über einzelne Besucher. Schriften, Bilder und Skripte kommen von uns selbst. Deshalb fragt Sie auch niemand nach Cookies.</p>
<h2>Verantwortlich</h2>${address}<p>Fragen zum Datenschutz: <a href="mailto:${company.privacyEmail}">${company.privacyEmail}</a></p>
<h2>Was Ihr Browser aufbewahrt</h2>
<table class="facts"><tbody><tr><th scope="row">Warenkorb</th><td>Eine Zufallsnummer in einem Cookie, damit wir Ihren Warenkorb wiederfinden. Bis 60 Tage nach der letzten Änderung.</td></tr><tr><th scope="row">Anmeldung</th><td>Eine Zufallsnummer in einem Cookie, solange Sie angemeldet sind.</td></tr><tr><th scope="row">Formulare</th><td>Eine Zufallsnummer in einem Cookie, die Formulare vor fremden Seiten schützt. Bis Sie den Browser schließen.</td></tr><tr><th scope="row">Zuletzt angesehen und gesucht</th><td>Bleibt in Ihrem Browser (Local Storage) und erreicht uns nicht.</td></tr></tbody></table>
<p>Alles davon ist für den Dienst nötig, den Sie verlangen (§ 25 Abs. 2 Nr. 2 TDDDG).</p>
<h2>Was wir für eine Bestellung brauchen</h2>
<p>Name, Anschrift, E-Mail-Adresse und, wenn Sie mögen, eine Telefonnummer für den Paketdienst: um den Vertrag zu erfüllen (Art. 6 Abs. 1 lit. b DSGVO). Der Paketdienst bekommt die Anschrift, der Zahlungsdienst Betrag und Bestellnummer. Ihre Kartennummer geben Sie beim Zahlungsdienst ein; wir sehen sie nie.</p>
<p>Rechnungen bewahren wir auf, solange das Steuerrecht es verlangt: acht Jahre (Art. 6 Abs. 1 lit. c DSGVO). Kontakt und Anschrift liegen getrennt von der Bestellung und werden danach gelöscht.</p>
<h2>Ihr Konto</h2>
<p>Ein Konto ist freiwillig. Passwörter speichern wir nur als Hash (Argon2id). Schließen Sie das Konto in ${look}, werden Name, Adressen und Anmeldungen gelöscht.</p>
<h2>Serverprotokolle</h2>
<p>Sie enthalten Zeit, Seite und Antwortzeit, aber weder Namen noch E-Mail-Adressen.</p>
<h2>Ihre Rechte</h2>
<p>Auskunft, Berichtigung, Löschung, Einschränkung, Übertragung und Widerspruch (Art. 15 bis 21 DSGVO). Eine Mail genügt. Beschweren können Sie sich beim Hamburgischen Beauftragten für Datenschutz und Informationsfreiheit.</p>`
        : html`<p class="lead">There are no trackers on these pages, no advertising networks and no statistics about single visitors. Fonts, pictures and scripts come from ourselves. That is why nobody asks you about cookies.</p>
<h2>Responsible</h2>${address}<p>Questions about privacy: <a href="mailto:${company.privacyEmail}">${company.privacyEmail}</a></p>
<h2>What your browser keeps</h2>
<table class="facts"><tbody><tr><th scope="row">Cart</th><td>A random number in a cookie, so that we find your cart again. Until 60 days after the last change.</td></tr><tr><th scope="row">Sign-in</th><td>A random number in a cookie, as long as you are signed in.</td></tr><tr><th scope="row">Forms</th><td>A random number in a cookie that protects forms from other sites. Until you close the browser.</td></tr><tr><th scope="row">Seen and searched lately</th><td>Stays in your browser (local storage) and never reaches us.</td></tr></tbody></table>
<p>All of it is necessary for the service that you ask for.</p>
<h2>What we need for an order</h2>
<p>Name, address, e-mail address and, if you like, a phone number for the carrier: to fulfil the contract (Art. 6 (1) (b) GDPR). The carrier gets the address, the payment provider the amount and the order number. You enter your card number at the payment provider; we never see it.</p>
<p>Invoices are kept for as long as tax law asks: eight years (Art. 6 (1) (c) GDPR). Contact and address lie apart from the order and are deleted after that.</p>
<h2>Your account</h2>
<p>An account is optional. Passwords are stored as a hash only (Argon2id). When you close it in ${look}, name, addresses and sign-ins are deleted.</p>
<h2>Server logs</h2>
<p>They hold time, page and response time, but neither names nor e-mail addresses.</p>
<h2>Your rights</h2>
<p>Access, correction, deletion, restriction, portability and objection (Art. 15 to 21 GDPR). A mail is enough. You may complain to the data protection authority of Hamburg or of your own country.</p>`,
  }
}

export function accessibility({ say, locale }: Visit): Info {
  const mail = html`<a href="mailto:${company.email}">${company.email}</a>`
  return {
    title: say({ en: 'Accessibility', de: 'Barrierefreiheit' }),
    description: say({
      en: 'How this shop can be used by everybody, what does not work yet, and whom to tell.',
      de: 'Wie alle diesen Shop benutzen können, was noch nicht geht und wem Sie es sagen.',
    }),
    body:
      locale === 'de'
        ? html`<p class="lead">Wer einkaufen will, soll es können: mit Tastatur, Vorleseprogramm, großer Schrift oder ohne JavaScript.</p>
<h2>Stand der Barrierefreiheit</h2><p>Dieser Shop will die Anforderungen der EN 301 549 und der WCAG 2.2, Stufe AA, erfüllen, wie es das Barrierefreiheitsstärkungsgesetz für den Online-Handel verlangt. Jede Fassung wird vor der Veröffentlichung automatisch (axe) und mit der Tastatur geprüft.</p>
<h2>Wie der Einkauf geht</h2><p>Von der Suche bis zur Bestellung sind alle Schritte mit der Tastatur bedienbar; ein Sprungverweis führt am Anfang jeder Seite zum Inhalt. Formulare sagen bei Fehlern, was fehlt, und behalten, was Sie geschrieben haben. Preise, Lieferzeit und Widerrufsrecht stehen als Text da. Alle Seiten lassen sich auf 200 % vergrößern und folgen der Einstellung für helle oder dunkle Farben und für weniger Bewegung.</p>
<h2>Was noch nicht geht</h2><p>Die Seite des Zahlungsdienstes gestalten wir nicht; dort gelten dessen Angaben. Bewertungen sind in der Sprache zu lesen, in der sie geschrieben wurden.</p>
<h2>Sagen Sie es uns</h2><p>Wenn Sie an etwas scheitern, schreiben Sie an ${mail} oder rufen Sie an: ${company.phoneDe}. Wir nehmen Bestellungen auch am Telefon an. Hilft das nicht, wenden Sie sich an die Marktüberwachungsstelle der Länder für die Barrierefreiheit von Produkten und Dienstleistungen (MLBF) in Magdeburg.</p><p class="soft small">Stand: November 2026</p>`
        : html`<p class="lead">Whoever wants to shop should be able to: with a keyboard, a screen reader, large type or without JavaScript.</p>
<h2>Status</h2><p>This shop aims to meet EN 301 549 and WCAG 2.2 at level AA, as the European Accessibility Act asks of online shops. Every release is checked automatically (axe) and by keyboard before it goes out.</p>
<h2>How shopping works</h2><p>All steps from search to order work with the keyboard; a skip link at the start of each page leads to its content. Forms say what is missing and keep what you typed. Prices, delivery times and rights are given as text. All pages can be enlarged to 200 % and follow your settings for light or dark colours and for less motion.</p>
<h2>What does not work yet</h2><p>The page of the payment provider is not ours; its own statement holds there. Reviews are shown in the language that they were written in.</p>
<h2>Tell us</h2><p>If something stops you, write to ${mail} or call ${company.phoneDe}. We take orders by phone as well.</p><p class="soft small">As of November 2026</p>`,
  }
}
