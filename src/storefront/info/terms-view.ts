import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import type { Visit } from '../visit.ts'
import { company } from './company.ts'
import type { Info } from './topics.ts'

export function terms({ say, locale, place, market }: Visit): Info {
  const info = (topic: string, words: string) => html`<a href="${href(place, 'info', { topic })}">${words}</a>`
  return {
    title: say({ en: 'Terms', de: 'Allgemeine Geschäfts\u00adbedingungen' }),
    description: say({
      en: 'The contract between you and us, in plain words.',
      de: 'Der Vertrag zwischen Ihnen und uns, in klaren Worten.',
    }),
    body:
      locale === 'de'
        ? html`<h2>1. Mit wem Sie es zu tun haben</h2><p>Vertragspartner ist die ${company.name}, ${company.street}, ${company.postcode} ${company.city}. Diese Bedingungen gelten für Bestellungen von Verbrauchern in diesem Shop.</p>
<h2>2. Wie der Vertrag zustande kommt</h2><p>Die Seiten des Shops sind eine Einladung, kein Angebot. Mit dem Knopf „Zahlungspflichtig bestellen“ geben Sie Ihr Angebot ab. Vorher sehen Sie alle Artikel, Preise, Steuern und Versandkosten auf einer Seite und können alles ändern. Wir nehmen an, sobald die Zahlung bestätigt ist, und schicken Ihnen dann die Bestätigung mit dem Vertragstext.</p>
<h2>3. Preise und Versand</h2><p>${
            market.taxStyle === 'included'
              ? 'Alle Preise enthalten die gesetzliche Mehrwertsteuer.'
              : 'Preise verstehen sich ohne Steuer; sie wird nach der Lieferadresse berechnet und vor der Bestellung gezeigt.'
          } Die Versandkosten stehen unter ${info('shipping', 'Versand')} und in jedem Warenkorb.</p>
<h2>4. Zahlung</h2><p>Sie zahlen auf der Seite unseres Zahlungsdienstes. Klappt es nicht, wird nichts abgebucht, und die Bestellung lässt sich mit einer anderen Zahlungsart fortsetzen.</p>
<h2>5. Widerruf und Rückgabe</h2><p>Verbraucher haben ein ${info('withdrawal', 'Widerrufsrecht')} von 14 Tagen. Darüber hinaus nehmen wir 30 Tage lang zurück, siehe ${info('returns', 'Rückgabe')}.</p>
<h2>6. Gewährleistung</h2><p>Es gilt das gesetzliche Mängelhaftungsrecht: zwei Jahre ab Erhalt. Wo ein Hersteller zusätzlich eine Garantie gibt, steht es beim Artikel.</p>
<h2>7. Eigentum</h2><p>Die Ware bleibt unser Eigentum, bis sie bezahlt ist.</p>
<h2>8. Recht</h2><p>Es gilt deutsches Recht. Der Schutz, den Ihnen das Recht Ihres Wohnsitzlandes gibt, bleibt Ihnen.</p>`
        : html`<h2>1. Whom you deal with</h2><p>Your contract is with ${company.name}, ${company.street}, ${company.postcode} ${company.city}, Germany. These terms hold for orders that consumers place in this shop.</p>
<h2>2. How the contract is made</h2><p>The pages of the shop are an invitation, not an offer. With the order button you make your offer. Before it you see all articles, prices, taxes and delivery costs on one page and can change everything. We accept once the payment is confirmed, and then send you the confirmation with the text of the contract.</p>
<h2>3. Prices and delivery</h2><p>${
            market.taxStyle === 'included'
              ? 'All prices include VAT.'
              : 'Prices are without sales tax, which is worked out for the delivery address and shown before you order.'
          } Delivery costs stand under ${info('shipping', 'Shipping')} and in every cart.</p>
<h2>4. Payment</h2><p>You pay on the page of our payment provider. If it fails, nothing is charged, and the order can go on with another way to pay.</p>
<h2>5. Withdrawal and returns</h2><p>Consumers in the European Union have a ${info('withdrawal', 'right of withdrawal')} of 14 days. Beyond that we take things back for 30 days, see ${info('returns', 'Returns')}.</p>
<h2>6. Defects</h2><p>The statutory rights hold; in the European Union they last two years from receipt. Where a maker gives a guarantee on top, the article says so.</p>
<h2>7. Ownership</h2><p>The goods remain ours until they are paid.</p>
<h2>8. Law</h2><p>${market.taxStyle === 'included' ? 'German law applies. The protection of the law of the country where you live stays with you.' : 'The law of the state of Maine applies, and the consumer protection of the state where you live stays with you.'}</p>`,
  }
}

const addressee = `${company.name}, ${company.street}, ${company.postcode} ${company.city}, ${company.email}, ${company.phoneDe}`

/** The model instruction and the model form of the law (Annex I of Directive 2011/83/EU, Anlagen 1 and 2 to Art. 246a EGBGB). */
export function withdrawal({ say, locale, place }: Visit): Info {
  const button = html`<p><a class="button" href="${href(place, 'withdrawal')}">${say({ en: 'Withdraw from a contract', de: 'Vertrag widerrufen' })}</a></p>`
  return {
    title: say({ en: 'Right of withdrawal', de: 'Widerrufsbelehrung' }),
    description: say({
      en: 'Fourteen days to withdraw without giving a reason, and the form for it.',
      de: 'Vierzehn Tage Widerrufsrecht ohne Angabe von Gründen, mit Muster-Formular.',
    }),
    body:
      locale === 'de'
        ? html`<h2>Widerrufsrecht</h2><p>Sie haben das Recht, binnen vierzehn Tagen ohne Angabe von Gründen diesen Vertrag zu widerrufen.</p>
<p>Die Widerrufsfrist beträgt vierzehn Tage ab dem Tag, an dem Sie oder ein von Ihnen benannter Dritter, der nicht der Beförderer ist, die letzte Ware in Besitz genommen haben bzw. hat.</p>
<p>Um Ihr Widerrufsrecht auszuüben, müssen Sie uns (${addressee}) mittels einer eindeutigen Erklärung (z. B. ein mit der Post versandter Brief oder eine E-Mail) über Ihren Entschluss, diesen Vertrag zu widerrufen, informieren. Sie können dafür das beigefügte Muster-Widerrufsformular verwenden, das jedoch nicht vorgeschrieben ist.</p>
<p>Sie können Ihr Widerrufsrecht auch online über die Schaltfläche „Vertrag widerrufen“ ausüben. Wenn Sie diese Online-Funktion nutzen, übermitteln wir Ihnen unverzüglich auf einem dauerhaften Datenträger (z. B. per E-Mail) eine Eingangsbestätigung mit dem Inhalt der Widerrufserklärung sowie dem Datum und der Uhrzeit ihres Eingangs.</p>${button}
<p>Zur Wahrung der Widerrufsfrist reicht es aus, dass Sie die Mitteilung über die Ausübung des Widerrufsrechts vor Ablauf der Widerrufsfrist absenden.</p>
<h2>Folgen des Widerrufs</h2><p>Wenn Sie diesen Vertrag widerrufen, haben wir Ihnen alle Zahlungen, die wir von Ihnen erhalten haben, einschließlich der Lieferkosten (mit Ausnahme der zusätzlichen Kosten, die sich daraus ergeben, dass Sie eine andere Art der Lieferung als die von uns angebotene, günstigste Standardlieferung gewählt haben), unverzüglich und spätestens binnen vierzehn Tagen ab dem Tag zurückzuzahlen, an dem die Mitteilung über Ihren Widerruf dieses Vertrags bei uns eingegangen ist. Für diese Rückzahlung verwenden wir dasselbe Zahlungsmittel, das Sie bei der ursprünglichen Transaktion eingesetzt haben, es sei denn, mit Ihnen wurde ausdrücklich etwas anderes vereinbart; in keinem Fall werden Ihnen wegen dieser Rückzahlung Entgelte berechnet. Wir können die Rückzahlung verweigern, bis wir die Waren wieder zurückerhalten haben oder bis Sie den Nachweis erbracht haben, dass Sie die Waren zurückgesandt haben, je nachdem, welches der frühere Zeitpunkt ist.</p>
<p>Sie haben die Waren unverzüglich und in jedem Fall spätestens binnen vierzehn Tagen ab dem Tag, an dem Sie uns über den Widerruf dieses Vertrags unterrichten, an uns zurückzusenden oder zu übergeben. Die Frist ist gewahrt, wenn Sie die Waren vor Ablauf der Frist von vierzehn Tagen absenden. Wir tragen die Kosten der Rücksendung der Waren.</p>
<p>Sie müssen für einen etwaigen Wertverlust der Waren nur aufkommen, wenn dieser Wertverlust auf einen zur Prüfung der Beschaffenheit, Eigenschaften und Funktionsweise der Waren nicht notwendigen Umgang mit ihnen zurückzuführen ist.</p>
<h2>Ausnahmen</h2><p>Das Widerrufsrecht besteht nicht bei Waren, die schnell verderben können, und erlischt bei versiegelten Waren, die aus Gründen des Gesundheitsschutzes oder der Hygiene nicht zur Rückgabe geeignet sind, wenn ihre Versiegelung nach der Lieferung entfernt wurde.</p>
<section class="model-form"><h2>Muster-Widerrufsformular</h2><p>(Wenn Sie den Vertrag widerrufen wollen, dann füllen Sie bitte dieses Formular aus und senden Sie es zurück.)</p><ul><li>An ${addressee}:</li><li>Hiermit widerrufe(n) ich/wir (*) den von mir/uns (*) abgeschlossenen Vertrag über den Kauf der folgenden Waren (*)</li><li>Bestellt am (*)/erhalten am (*)</li><li>Name des/der Verbraucher(s)</li><li>Anschrift des/der Verbraucher(s)</li><li>Unterschrift des/der Verbraucher(s) (nur bei Mitteilung auf Papier)</li><li>Datum</li></ul><p class="small">(*) Unzutreffendes streichen.</p></section>`
        : html`<h2>Right of withdrawal</h2><p>You have the right to withdraw from this contract within 14 days without giving any reason.</p>
<p>The withdrawal period will expire after 14 days from the day on which you acquire, or a third party other than the carrier and indicated by you acquires, physical possession of the last good.</p>
<p>To exercise the right of withdrawal, you must inform us (${addressee}) of your decision to withdraw from this contract by an unequivocal statement (e.g. a letter sent by post or e-mail). You may use the attached model withdrawal form, but it is not obligatory.</p>
<p>You can also exercise it online with the button below. If you use it, we will send you without delay an acknowledgement of receipt with the content of the statement and the date and time of its receipt, on a durable medium (e.g. by e-mail).</p>${button}
<p>To meet the withdrawal deadline, it is sufficient for you to send your communication concerning your exercise of the right of withdrawal before the withdrawal period has expired.</p>
<h2>Effects of withdrawal</h2><p>If you withdraw from this contract, we shall reimburse to you all payments received from you, including the costs of delivery (with the exception of the supplementary costs resulting from your choice of a type of delivery other than the least expensive type of standard delivery offered by us), without undue delay and in any event not later than 14 days from the day on which we are informed about your decision to withdraw from this contract. We will carry out such reimbursement using the same means of payment as you used for the initial transaction, unless you have expressly agreed otherwise; in any event, you will not incur any fees as a result of such reimbursement. We may withhold reimbursement until we have received the goods back or you have supplied evidence of having sent back the goods, whichever is the earliest.</p>
<p>You shall send back the goods or hand them over to us without undue delay and in any event not later than 14 days from the day on which you communicate your withdrawal from this contract to us. The deadline is met if you send back the goods before the period of 14 days has expired. We will bear the cost of returning the goods.</p>
<p>You are only liable for any diminished value of the goods resulting from the handling other than what is necessary to establish the nature, characteristics and functioning of the goods.</p>
<h2>Exceptions</h2><p>There is no right of withdrawal for goods that spoil quickly, and it ends for sealed goods which are not suitable for return for reasons of health or hygiene once their seal was broken after delivery.</p>
<section class="model-form"><h2>Model withdrawal form</h2><p>(Complete and return this form only if you wish to withdraw from the contract.)</p><ul><li>To ${addressee}:</li><li>I/We (*) hereby give notice that I/We (*) withdraw from my/our (*) contract of sale of the following goods (*)</li><li>Ordered on (*)/received on (*)</li><li>Name of consumer(s)</li><li>Address of consumer(s)</li><li>Signature of consumer(s) (only if this form is notified on paper)</li><li>Date</li></ul><p class="small">(*) Delete as appropriate.</p></section>`,
  }
}
