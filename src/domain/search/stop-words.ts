import type { Locale } from '../settings/market.ts'
import { baseOf } from './base-word.ts'

const set = (text: string) => new Set(text.trim().split(/\s+/))

/** Words that say nothing about the ware: those of the language, and those of shopping. */
export const stopWords: Record<Locale, ReadonlySet<string>> = {
  en: set(`a an the and or but of to in on at by for from with without into onto over under up down off out about as is are am be
    been was were being it its this that these those there here i me my we us our you your he him his she her they them their
    who which what when where how why do does did done can could should would will shall may might must have has had having
    not no so too very really quite just also only then than if because while some any each every all both more most much many
    few other another such own same s t im ive id dont want wants wanted need needs needed looking look looks find finds
    search searching show give gives get gets got getting buy buying purchase order shop shopping store online please like
    likes something someone somebody anything thing things stuff one ones good nice best great perfect ideal suitable lovely beautiful
    pretty cool awesome amazing favorite favourite kind kinds sort type types use used using wear wearing keep make makes
    carry put go goes going take takes cheap cheapest affordable inexpensive budget price prices priced new latest sale offer
    offers deal deals quality way day days around
    make making made bring brings plays loves likes enjoys hang enough learn learning start starting begin play playing enjoy enjoying help helps setup setting job`),
  de: set(`der die das den dem des ein eine einen einem einer eines und oder aber auch noch nur nicht kein keine keinen keiner im in
    ins an am auf aus bei beim bis durch fur gegen mit nach ohne um unter uber von vom vor wahrend wegen zu zum zur zwischen als
    wie wenn dass weil ist sind bin war waren sein wird werden hat haben habe kann konnen muss mussen soll sollen will wollen
    mochte mochten darf man ich mich mir mein meine meinen meinem meiner wir uns unser unsere unseren du dich dir dein deine
    deinen er ihn ihm sein seine seinen sie ihr ihre ihren es sich wer was wo wann warum welche welcher welches dieser diese
    dieses diesen jede jeder jedes alle alles etwas jemand jemanden jemandem so sehr ganz mehr viel viele gern gerne hier da
    dort dann denn doch mal bitte suche suchen sucht gesucht brauche brauchen finde finden kaufen kauf bestellen zeig zeige
    geben gibt shop online gut gute guten guter gutes schon schone schonen schoner schones toll tolle tolles beste besten
    bester bestes passend passende passendes geeignet ideal perfekt billig billige gunstig gunstige gunstiges preiswert
    preis preise neu neue neuer neues angebot angebote art arten sache sachen ding dinge zeug tragen trage haben
    machen macht furs ums ubers aufs ans durchs vors`),
}

/** Where the name of the ware ends and its use begins: 'shoes | for a wedding', 'Tasche | für die Arbeit'. */
export const useBegins: Record<Locale, ReadonlySet<string>> = {
  en: set(
    'for with without to that which who where whose in on at from of under over below above around when while as by made because so i you we',
  ),
  de: set(
    'fur mit ohne zum zur um die der das den dem in im aus von auf bei als unter uber damit welche welcher welches weil furs ums aufs ins',
  ),
}

/** Where the ware ends in a product's name: 'Mug | with Saucer', 'Regenjacke | für Kinder'. */
export const nameEnds: Record<Locale, ReadonlySet<string>> = {
  en: set('with without for in from by plus'),
  de: set('mit ohne fur in im aus von vom'),
}

const lightNouns: Record<Locale, ReadonlySet<string>> = {
  en: set(`set kit machine device case cover holder stand accessory equipment gear item product supply collection bundle pack
    package box decoration decor ornament gift present idea outfit essential tool piece pair maker part material object article
    assortment selection range trio duo quartet medley ensemble combo combination decorations goods utensil appliance
    system unit kind style theme themed lover fan enthusiast owner person man`),
  de: set(`set kit maschine gerat hulle halter halterung stander zubehor ausrustung artikel produkt sammlung paket packung box
    dekoration deko geschenk geschenkidee idee werkzeug stuck paar teil material auswahl sortiment kombi liebhaber fan freund
    person`),
}
const lightBases: Record<Locale, ReadonlySet<string>> = {
  en: new Set([...lightNouns.en].map((word) => baseOf('en', word))),
  de: new Set([...lightNouns.de].map((word) => baseOf('de', word))),
}

/** Nouns that say little without what stands before them: the word before decides what is meant. */
export const isLight = (locale: Locale, word: string): boolean => lightBases[locale].has(baseOf(locale, word))

/** Words before the name that point at what the text is about: 'this elegant scarf', 'dieser warme Schal'. */
export const pointers: Record<Locale, ReadonlySet<string>> = {
  en: set('this these our'),
  de: set('dieser diese dieses diesem diesen unser unsere unserer unserem unseren'),
}
