/**
 * Wörter des Deutschen und des Handels, über alle Waren eines Warenhauses; Form wie in synonyms-en.ts. Compounds are found by their
 * parts (‘Kaffeetasse’ for ‘Tasse’), so they stand here only where their last part misleads.
 */
export const synonymsDe = `
# Möbel
sofa, couch, kanapee > schlafsofa, ecksofa, zweisitzer, dreisitzer ~ liege, sessel
sessel, fauteuil > ohrensessel, schaukelstuhl, relaxsessel ~ stuhl
stuhl > esszimmerstuhl, bürostuhl, klappstuhl, drehstuhl ~ sessel, hocker, sitz, bank
hocker, schemel > barhocker, sitzhocker, pouf ~ stuhl
pouf, sitzkissen, sitzsack ~ hocker
tisch > schreibtisch, esstisch, couchtisch, beistelltisch, nachttisch
couchtisch, sofatisch, wohnzimmertisch ~ beistelltisch
schreibtisch, arbeitstisch, bürotisch, sekretär
nachttisch, nachtkästchen, nachtschrank
kommode, schubladenschrank > anrichte, sideboard ~ schrank
sideboard, anrichte, buffet ~ kommode
schrank, kasten > kleiderschrank, küchenschrank, vitrine ~ kommode, regal
regal > bücherregal, wandregal, bord ~ schrank
bett > etagenbett, gitterbett, kinderbett ~ matratze
matratze ~ luftmatratze
bettwäsche, bettzeug > bettbezug, laken, kissenbezug, spannbettlaken
bettdecke, decke, steppdecke, oberbett ~ überwurf
decke, wolldecke, plaid, kuscheldecke, überwurf, tagesdecke
kissen, polster > kopfkissen, sofakissen, zierkissen ~ kissenbezug
teppich, läufer, vorleger > badematte, fußmatte, fußabtreter
fußmatte, fußabtreter, türmatte, schmutzfangmatte
vorhang, gardine, store ~ rollo, jalousie
spiegel > wandspiegel, kosmetikspiegel
# Licht und Wohnen
lampe, leuchte, licht > stehlampe, tischlampe, nachttischlampe, hängelampe, deckenlampe, laterne, lichterkette, kronleuchter ~ glühbirne, kerze
stehlampe, stehleuchte, bodenlampe
hängelampe, pendelleuchte, deckenlampe, deckenleuchte, kronleuchter
glühbirne, leuchtmittel, birne
taschenlampe, stirnlampe ~ laterne
laterne, windlicht ~ lampe
kerze > duftkerze, teelicht, stumpenkerze, stabkerze ~ kerzenständer, windlicht
kerzenständer, kerzenhalter, kerzenleuchter, leuchter, teelichthalter
uhr > wanduhr, armbanduhr, wecker, standuhr, küchenuhr, taschenuhr
wecker, radiowecker
vase, blumenvase ~ krug, übertopf
bilderrahmen, fotorahmen, rahmen
bild, wandbild, poster, kunstdruck, gemälde, druck ~ bilderrahmen
figur, skulptur, statue, büste
dekoration, deko, dekoartikel, wohnaccessoires
korb > wäschekorb, picknickkorb, brotkorb, aufbewahrungskorb ~ kiste
aufbewahrungsbox, kiste, behälter, box, schachtel ~ korb, dose
blumentopf, übertopf, pflanztopf, pflanzgefäß, pflanzkübel ~ vase
raumduft, duft, diffuser, diffusor ~ duftkerze
mülleimer, abfalleimer, papierkorb, mistkübel
wäscheständer, trockner
besen, kehrbesen > handfeger ~ kehrschaufel, schaufel
putzmittel, reiniger, reinigungsmittel > seife, spülmittel, waschmittel ~ schwamm, bürste
schwamm, putzschwamm, spülschwamm
eimer, kübel
# Küche und Tisch
geschirr, tafelgeschirr, service, essgeschirr, porzellan > teller, schüssel, schale, tasse, becher, untertasse, platte
teller > essteller, suppenteller, speiseteller, kuchenteller ~ platte
platte, servierplatte, tablett
schüssel, schale, bowl > müslischale, salatschüssel, rührschüssel, obstschale
tasse, becher, häferl, haferl, pott > kaffeetasse, teetasse, kaffeebecher, espressotasse, mug ~ glas
becher, mug, pott, tasse
glas > weinglas, trinkglas, wasserglas, sektglas, bierglas, whiskyglas, kelch ~ becher, tasse
trinkglas, wasserglas, saftglas
weinglas, weinkelch > rotweinglas, weißweinglas
sektglas, sektflöte, champagnerglas
karaffe, krug, kanne, dekanter ~ vase
besteck > gabel, messer, löffel, essstäbchen, teelöffel
küchenhelfer, kochutensilien, küchenutensilien, küchengerät > pfannenwender, schöpfkelle, schneebesen, reibe, kochlöffel, schäler
kochgeschirr, kochtopf, topf > pfanne, kasserolle, bräter, wok, kochtopf
kochtopf, kasserolle, topf
pfanne, bratpfanne > wok, grillpfanne
bräter, schmortopf
backform, kuchenform, backblech > springform ~ rührschüssel, nudelholz
messer > küchenmesser, brotmesser, kochmesser, taschenmesser
taschenmesser, klappmesser
schneidebrett, schneidbrett, brett, küchenbrett > frühstücksbrett
wasserkocher, kessel, teekessel
kanne > teekanne, kaffeekanne, karaffe, krug
kaffeemaschine, espressomaschine, espressokocher, kaffeebereiter, kaffeekocher > filter, french press, kaffeekanne, mokkakanne ~ kaffeemühle
kaffeemühle
mixer, standmixer, pürierstab, küchenmaschine
toaster
ofen, backofen, herd > mikrowelle
kühlschrank, gefrierschrank
geschirrspüler, spülmaschine, geschirrspülmaschine
waschmaschine, wäschetrockner
staubsauger, sauger
bügeleisen ~ bügelbrett
salzstreuer, pfefferstreuer, pfeffermühle, salzmühle, gewürzmühle
korkenzieher, flaschenöffner
flasche, trinkflasche, wasserflasche > isolierflasche, thermosflasche
thermosflasche, isolierflasche, thermoskanne, isolierkanne, thermobecher
brotdose, lunchbox, brotbox, frischhaltedose, vorratsdose
schürze, kochschürze
topflappen, ofenhandschuh, backhandschuh
tischdecke, tischtuch > tischläufer, platzset ~ serviette
serviette, mundtuch
geschirrtuch, küchentuch, trockentuch, abtrockentuch
platzset, tischset ~ untersetzer
untersetzer
# Kleidung
kleidung, kleider, bekleidung, klamotten, mode
pullover, pulli, sweater, strickpullover > strickjacke, rollkragenpullover, hoodie, sweatshirt ~ weste
sweatshirt, hoodie, kapuzenpullover, kapuzenpulli ~ pullover
strickjacke, cardigan ~ pullover
jacke > regenjacke, winterjacke, daunenjacke, windjacke, lederjacke, jeansjacke, parka, anorak, blazer, mantel ~ weste
mantel > wintermantel, trenchcoat, regenmantel, parka ~ jacke
regenjacke, regenmantel, friesennerz > poncho ~ windjacke
blazer, sakko, jackett ~ anzug
anzug > smoking ~ sakko
weste, gilet
hemd, oberhemd > poloshirt, bluse ~ shirt, t shirt
t shirt, tshirt, shirt, oberteil > top, longsleeve, poloshirt ~ hemd
bluse, hemdbluse ~ hemd, tunika
hose > jeans, chino, leggings, jogginghose, latzhose, shorts
shorts, kurze hose, bermudas
jeans, jeanshose, denim
rock > minirock
kleid > sommerkleid, abendkleid, brautkleid, sari, kimono
unterwäsche, unterhose, wäsche > slip, boxershorts, bh, büstenhalter, unterhemd
badeanzug, bademode, badekleidung > bikini, badehose, badeshorts
schlafanzug, pyjama, nachtwäsche, nachthemd ~ bademantel
bademantel, morgenmantel
socken, strümpfe, socke, strumpf > strumpfhose, kniestrümpfe, füßlinge
schal, halstuch, tuch > loop, seidentuch, stola ~ poncho
mütze, haube > strickmütze, beanie, kappe, wollmütze ~ hut, stirnband
kappe, cap, schirmmütze, baseballkappe, basecap
hut > sonnenhut, strohhut, zylinder ~ mütze
handschuhe, handschuh > fäustlinge, fingerhandschuhe
gürtel, riemen
krawatte, schlips, binder > fliege
# Schuhe
schuhe, schuh, schuhwerk > sneaker, stiefel, sandalen, halbschuhe, pumps, ballerinas, hausschuhe, turnschuhe, slipper, mokassins
sneaker, turnschuhe, sportschuhe, laufschuhe, turnschuh
laufschuhe, joggingschuhe, sportschuhe ~ sneaker
stiefel, boots > stiefeletten, gummistiefel, winterstiefel, wanderstiefel, chelsea boots
wanderschuhe, wanderstiefel, bergschuhe, trekkingschuhe ~ stiefel
gummistiefel, regenstiefel
sandalen, sandale > zehentrenner, flip flops, badeschlappen, pantoletten
flip flops, zehentrenner, badelatschen, badeschuhe ~ sandalen
hausschuhe, pantoffeln, puschen, finken ~ slipper
pumps, stöckelschuhe, high heels, absatzschuhe, stilettos
ballerinas, ballettschuhe ~ slipper
halbschuhe, schnürschuhe, herrenschuhe, anzugschuhe > derby, oxford ~ loafer, slipper
# Taschen
tasche > handtasche, rucksack, umhängetasche, umhängetasche, aktentasche, reisetasche, shopper, clutch, beutel, geldbörse
handtasche, damentasche > clutch, schultertasche, umhängetasche, shopper
rucksack, tornister, schulranzen, schultasche, ranzen
aktentasche, aktenkoffer, laptoptasche, businesstasche ~ umhängetasche
koffer, reisekoffer, trolley, gepäck > reisetasche, handgepäck
reisetasche, weekender, sporttasche
geldbörse, geldbeutel, portemonnaie, brieftasche, portmonee
einkaufstasche, shopper, tragetasche, stoffbeutel, jutebeutel
kulturbeutel, kosmetiktasche, waschbeutel
regenschirm, schirm
sonnenschirm
schlüsselanhänger, schlüsselring
handyhülle, handytasche
# Brillen, Uhren, Schmuck
brille > lesebrille, sonnenbrille, schutzbrille, skibrille
sonnenbrille
armbanduhr, uhr > smartwatch, herrenuhr, damenuhr, chronograph
schmuck, geschmeide > kette, armband, ohrringe, ring, brosche, anhänger
kette, halskette, collier, halsband, anhänger
armband, armreif, armkette, armreifen
ohrringe, ohrring, ohrschmuck > ohrstecker, ohrhänger, creolen
ring > ehering, verlobungsring, fingerring, trauring
brosche, anstecker, anstecknadel
haarspange, haarklammer, haargummi, haarschmuck
# Pflege
schminke, makeup, make up, kosmetik > lippenstift, wimperntusche, mascara, lidschatten, puder, nagellack ~ pinsel
lippenstift, lippenpflege, lipgloss
nagellack ~ maniküre
creme, lotion, salbe, balsam, hautcreme, bodylotion > gesichtscreme, handcreme, sonnencreme
sonnencreme, sonnenmilch, sonnenschutz
parfum, parfüm, duft, eau de toilette
seife, handseife, duschgel, stückseife > badesalz ~ schaumbad
shampoo, haarshampoo, haarwaschmittel > spülung, haarseife
haarbürste, kamm, bürste
föhn, haartrockner, fön
rasierer, rasierapparat, rasur > rasiermesser, rasierhobel, rasierpinsel, bartschneider ~ rasierseife
zahnbürste ~ zahnpasta
zahnpasta, zahncreme
handtuch, badetuch, duschtuch, frottee > strandtuch, gästehandtuch
verbandskasten, erste hilfe, pflaster, verband
vitamine, nahrungsergänzung
# Elektronik
fernseher, fernsehgerät, tv, fernsehapparat, smart tv ~ monitor, bildschirm
computer, rechner, pc > laptop, notebook, desktop ~ tablet, monitor
laptop, notebook, klapprechner ~ computer
bildschirm, monitor, display
drucker ~ tinte, toner
handy, smartphone, mobiltelefon, telefon, iphone
kopfhörer, ohrhörer, headset, earbuds, in ear
lautsprecher, box, speaker, musikbox > bluetooth lautsprecher, soundbar ~ radio, verstärker
radio, digitalradio, weltempfänger
plattenspieler, schallplattenspieler ~ schallplatte
kamera, fotoapparat, fotokamera, digitalkamera > videokamera, sofortbildkamera ~ objektiv, stativ
tastatur, keyboard
maus, computermaus
kabel, leitung > ladekabel, verlängerungskabel, usb kabel ~ ladegerät, adapter
ladegerät, netzteil, ladekabel, netzstecker ~ powerbank
akku, batterie, powerbank
taschenrechner, rechner
spielkonsole, konsole ~ controller
# Musik
musikinstrument, instrument > gitarre, klavier, geige, trommel, flöte, trompete, akkordeon, saxofon
gitarre > akustikgitarre, e gitarre, bassgitarre ~ banjo, ukulele
geige, violine, fiedel ~ bratsche, cello
klavier, piano, flügel ~ keyboard
trommel, schlagzeug > djembe, cajon, bongo ~ trommelstöcke
mikrofon, mikro, mikrophon
# Bücher, Papier, Spiel
buch > kochbuch, roman, reiseführer, kinderbuch, sachbuch
kochbuch, rezeptbuch
reiseführer ~ landkarte, karte
notizbuch, heft, tagebuch, kladde, notizblock, notizheft > kalender
stift, schreiber, schreibgerät > kugelschreiber, füller, bleistift, buntstift, filzstift
füller, füllfederhalter, füllhalter
kugelschreiber, kuli
bleistift, buntstift, farbstift
schere, bastelschere
karte, grußkarte, postkarte, glückwunschkarte
geschenkpapier ~ schleife, band
kalender > adventskalender
bürobedarf, schreibwaren, büromaterial, schulbedarf
spielzeug, spielsachen, spielwaren > puppe, teddy, kuscheltier, puzzle, bauklötze, ball, kreisel, drachen, jojo ~ spiel
kuscheltier, stofftier, plüschtier > teddy, teddybär, bär
teddybär, teddy, bär, kuschelbär, plüschbär, stoffbär ~ kuscheltier
puppe > matroschka
puzzle, legespiel
spiel, gesellschaftsspiel > brettspiel, kartenspiel, würfelspiel, schach ~ puzzle
brettspiel > schach, schachspiel, backgammon, halma, mah-jongg ~ kartenspiel, würfelspiel
baby, säugling
kinderwagen, buggy
windel, windeln
# Essen
lebensmittel, essen, nahrungsmittel
knabberei, snack, knabberzeug > chips, nüsse, brezel, cracker
keks, plätzchen, gebäck, kekse > lebkuchen
süßigkeiten, süßwaren, naschwerk, süßes > schokolade, bonbon, lutscher, praline, lakritz, gummibärchen
schokolade, schoki > praline, tafelschokolade, kakao
bonbon, zuckerl, lutscher
kuchen, torte, gebäck > muffin, cupcake
brot, laib > brötchen, baguette, knäckebrot, toast ~ mehl
brötchen, semmel, schrippe, weckerl
nudeln, pasta, teigwaren > spaghetti, makkaroni
käse > gouda, emmentaler, bergkäse, parmesan
milchprodukte > milch, käse, joghurt, butter, sahne
fleisch > rind, schwein, huhn, steak, wurst, speck, schinken
wurst, würstchen > salami
fisch, meeresfrüchte > lachs, thunfisch, garnele, sardinen
garnele, krabbe, shrimps
obst, früchte, frucht > apfel, birne, banane, traube, zitrone, orange, kirsche, erdbeere, mango
orange, apfelsine
gemüse > tomate, karotte, kartoffel, zwiebel, paprika, gurke, pilz, aubergine
karotte, möhre, mohrrübe, rübe
kartoffel, erdapfel
tomate, paradeiser
pilz, champignon, schwammerl
nüsse, nuss > mandel, haselnuss, walnuss, erdnuss
marmelade, konfitüre, fruchtaufstrich, aufstrich > gelee
honig
öl, speiseöl > olivenöl, rapsöl
gewürz, gewürze > pfeffer, salz, paprika, zimt, curry
kaffee > espresso, kaffeebohnen, filterkaffee
tee > kräutertee, grüner tee, schwarztee, früchtetee, matcha
getränk, getränke > saft, limonade, wasser, tee, kaffee
wein > rotwein, weißwein
bier
suppe, brühe, eintopf
müsli, haferflocken, porridge, cornflakes
mehl, backmischung
# Pflanzen und Garten
blumen, blume, blüten > strauß, rose, tulpe, sonnenblume, lilie, orchidee
strauß, blumenstrauß, bouquet
kranz, türkranz
pflanze, zimmerpflanze, topfpflanze, grünpflanze > kaktus, sukkulente, palme, bonsai, monstera, orchidee
kaktus, sukkulente
samen, saatgut, saat, sämereien > blumensamen, kräutersamen
erde, blumenerde, pflanzerde ~ dünger
gießkanne ~ gartenschlauch
gartengeräte, gartenwerkzeug > spaten, schaufel, harke, rechen, gartenschere, hacke
gartenmöbel > gartenstuhl, gartenbank, liegestuhl
gartenschlauch, schlauch
rasenmäher
grill, holzkohlegrill ~ grillkohle
# Werkzeug, Sport, Draußen
werkzeug > hammer, schraubendreher, bohrmaschine, säge, zange, schraubenschlüssel, meißel, axt
werkzeugkasten, werkzeugkoffer, werkzeugset
bohrmaschine, akkuschrauber, bohrer
schraubendreher, schraubenzieher
schraubenschlüssel, schlüssel
zange > kombizange
axt, beil
leiter, trittleiter
zollstock, meterstab, maßband, gliedermaßstab ~ lineal
zelt > campingzelt ~ schlafsack
schlafsack ~ isomatte, decke
kühlbox, kühltasche
angel, angelrute, angelausrüstung ~ köder, rolle
fahrrad, rad, velo, bike > mountainbike ~ fahrradhelm
roller, tretroller
schlitten, rodel
ski, schi ~ schlittschuhe
schläger > tennisschläger, tischtennisschläger
ball > fußball, basketball, volleyball, tennisball
yogamatte, gymnastikmatte, sportmatte
hantel, gewicht, kettlebell
fernglas, feldstecher
reifen, autoreifen
auto, pkw, wagen
# Tiere
hund, welpe > hundespielzeug, hundebett ~ haustier
katze, kätzchen, kater ~ haustier
haustier, tier > hund, katze
leine, hundeleine, halsband, geschirr
futter, hundefutter, katzenfutter, tierfutter
# Anlass und Nutzung
% weihnachten, weihnacht, xmas, advent, weihnachtlich > weihnachtsbaum, christbaum, christbaumkugel, adventskranz, weihnachtsdeko ~ winter
christbaum, weihnachtsbaum, tannenbaum
christbaumkugel, weihnachtskugel, baumschmuck, christbaumschmuck
% ostern, österlich > osterei, osterhase
% halloween, gruselig > kürbis, kostüm
% valentinstag > herz, blumen, schokolade
% geburtstag > torte, luftballon, kerze ~ geschenk
% party, feier, fest > luftballon, girlande
% hochzeit, trauung, heirat > braut, brautkleid, ring
% muttertag > blumen, schmuck, praline
% vatertag > werkzeug, bier
% picknick > picknickkorb, picknickdecke, decke
% strand, meer, see, schwimmbad > sonnenbrille, badetuch, flip flops, sonnenhut, sonnencreme, badehose ~ sommer
% geschenk, geschenkidee, präsent, mitbringsel > geschenkbox, geschenkset ~ schmuck, praline, duftkerze
% regen, regenwetter, regnerisch > wasserdicht, regenjacke, regenschirm, gummistiefel, regenfest
% kälte, kalt, frost > schal, mütze, handschuhe, mantel, warm
% winter, schnee > schal, mütze, handschuhe, mantel, winterstiefel ~ warm
% sommer, hitze > sandalen, sonnenbrille, sonnenhut ~ leicht
% büro, arbeit, arbeitsplatz, homeoffice > schreibtisch, bürostuhl, aktentasche, notizbuch
% schule, studium, uni > schulranzen, rucksack, heft, stift
% reise, reisen, urlaub, ferien, wochenendtrip > koffer, reisetasche, rucksack
% sport, training, fitness, gym > sportschuhe, trinkflasche, yogamatte
% laufen, joggen > laufschuhe
% wandern, trekking, wanderung > wanderschuhe, rucksack, trinkflasche
% camping, campen, zelten > zelt, schlafsack, kocher, laterne
% angeln > angel, köder
% kochen, koch > topf, pfanne, messer, kochbuch ~ küche
% backen, bäcker > backform, rührschüssel, nudelholz ~ mehl
% frühstück > müsli, marmelade, kaffee, tasse, brot
% grillen > grill, grillzange
% garten, gärtnern, gärtner > gießkanne, gartenschere, samen, handschuhe
% balkon, terrasse > blumentopf, gartenstuhl, laterne
% entspannung, entspannen, wellness > duftkerze, badesalz, tee
% schlafen, schlaf > kissen, decke, schlafmaske
% musik, musiker > instrument, gitarre, kopfhörer
% fotografieren, fotografie, fotograf > kamera, stativ
% basteln, heimwerken, heimwerker, reparieren > werkzeug, schere, kleber
% küche ~ kochen
% bad, badezimmer > handtuch, seife, badematte
% schlafzimmer > nachttisch, bett, bettwäsche
% wohnzimmer > sofa, couchtisch, sessel
% hals > schal, kette
% handgelenk > uhr, armband
% füße > schuhe, socken
% hände > handschuhe, handcreme
% einzug, einweihung, umzug > pflanze, kerze, vase, brot
% putzen, reinigen, saubermachen > besen, schwamm, eimer, seife
% pflegeleicht, anspruchslos, unkompliziert
% anfänger, einsteiger
# Beschreibendes
* rot, rubinrot, kirschrot > weinrot, bordeaux, kirsche, koralle
* grün > salbei, moosgrün, oliv, mint, tanne, moos, smaragd
* blau > hellblau, dunkelblau, marine, türkis, kobalt, himmelblau, himmel, indigo, petrol
* dunkelblau, marineblau, nachtblau, navy ~ blau
* türkis, petrol, lagune
* gelb > zitrone, senf, safran, sonnengelb
* orange > terrakotta, apricot, koralle
* rosa, pink, rosé > altrosa, koralle, magenta
* lila, violett, flieder, lavendel, pflaume
* schwarz > tinte, anthrazit
* weiß > kreide, creme, elfenbein
* grau > graphit, anthrazit, stein, silbergrau
* braun > nussbaum, eiche, kastanie, cognac
* beige, sand, creme, natur
* gold, golden, vergoldet > messing
* silber, silbern > edelstahl
* bunt, farbig, mehrfarbig, farbenfroh
* leder, echtleder, ledern > wildleder, rindsleder ~ kunstleder
* holz, hölzern > eiche, nussbaum, buche, bambus, akazie, kiefer, olivenholz
* glas, gläsern, kristall
* keramik, steinzeug, steingut, ton, irden > porzellan
* metall, metallen > stahl, messing, kupfer, aluminium
* edelstahl, stahl, rostfrei
* gusseisen, eisen, gusseisern
* baumwolle > biobaumwolle, canvas
* wolle, wollen > merino, kaschmir, alpaka, lammwolle ~ strick
* seide, seiden, satin
* samt, samtig
* leinen
* rattan, korb, geflochten, weide
* wasserdicht, wasserfest, regenfest, wasserabweisend, imprägniert ~ regen
* warm, wärmend, gefüttert, thermo ~ winter
* weich, kuschelig, flauschig
* leicht, federleicht
* klein, mini, winzig, kompakt
* groß, riesig, xxl
* lang
* kurz
* faltbar, klappbar, zusammenklappbar
* kabellos, drahtlos, schnurlos, bluetooth
* elektrisch, elektro, akku
* elegant, edel, schick, stilvoll, festlich
* modern, zeitgemäß, schlicht, minimalistisch
* retro, vintage, antik, nostalgisch, altmodisch
* rustikal, landhaus
* gemustert, bedruckt
* gestreift, streifen, ringel
* kariert, karo
* geblümt, blumenmuster
* handgemacht, handgefertigt, handarbeit
* nachhaltig, umweltfreundlich, öko, ökologisch
* bio, biologisch
* frisch
* gesund
* vegan, vegetarisch
* süß
* scharf, pikant
* duftend, parfümiert
* romantisch
* niedlich
* lustig, witzig
* robust, stabil, strapazierfähig
* bequem, komfortabel, gemütlich
* rund
* eckig, quadratisch
`
