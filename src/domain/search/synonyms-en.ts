/**
 * Words of English and of the trade, over all that a general store sells. One group a line:
 * `sofa, couch > loveseat ~ futon`: 'sofa' and 'couch' are the same; a loveseat is a kind of sofa; a futon will do instead.
 * What comes first is nearest. A line that begins with `*` holds describing words, which narrow a ware but do not name one, one
 * with `%` uses and occasions.
 * All words count as correctly spelled.
 */
export const synonymsEn = `
# furniture
sofa, couch, settee > loveseat, love seat, sectional, chesterfield, sofa bed ~ futon, daybed, chaise, lounger, lounge set, living room set
chair > armchair, rocking chair, recliner, accent chair, dining chair, office chair, wing chair, stool, bar stool, lounge chair, deck chair, folding chair, high chair ~ seat, seating, bench, ottoman
armchair, easy chair > recliner, wing chair, wingback, lounge chair, accent chair
stool > bar stool, footstool, ottoman
ottoman, pouf, pouffe, footstool, hassock
table > desk, coffee table, side table, end table, dining table, console, nightstand, bedside table, picnic table, workbench
coffee table, cocktail table ~ side table, end table
side table, end table, accent table, occasional table ~ nightstand
nightstand, bedside table, night table, bedside cabinet
dining table, kitchen table, dinner table
desk, writing table, writing desk, workstation > standing desk, computer desk, office desk ~ work table
dresser, chest of drawers, bureau, commode > tallboy, highboy ~ sideboard, cabinet, drawers
sideboard, buffet, credenza ~ dresser, cabinet
cabinet, cupboard > medicine cabinet, filing cabinet ~ wardrobe, dresser
wardrobe, armoire, closet ~ cabinet, clothes rail
shelf, shelving, bookcase, bookshelf, shelving unit, rack ~ ledge
tv stand, tv unit, tv cabinet, media console, entertainment center, entertainment unit
bed > bunk bed, daybed, day bed, cot, double bed, single bed ~ mattress, futon
crib, cot, cradle, baby bed
mattress ~ mattress topper, air bed, sleeping mat
bench > garden bench, park bench
patio furniture, garden furniture, outdoor furniture > patio set, garden chair, deck chair ~ lounger
bedding, bed linen, bedclothes > sheet, bed sheet, duvet cover, pillowcase, bedspread, quilt, comforter
duvet, comforter, quilt ~ blanket, bedspread
blanket, throw, afghan > fleece blanket, throw blanket ~ quilt, duvet
pillow, cushion > throw pillow, bolster, scatter cushion, pillowcase
rug, carpet, mat > doormat, bath mat, area rug, hall runner, carpet runner
doormat, door mat, welcome mat
curtain, drape, drapery > blind, blinds, window shade, net curtain
mirror, looking glass > wall mirror, vanity mirror
# light and decoration
lamp, light, lighting, light fixture > lantern, chandelier, floor lamp, table lamp, desk lamp, pendant light, ceiling light, wall light, sconce, night light, string lights, fairy lights, spotlight ~ bulb, candle, lampshade
floor lamp, standing lamp, standard lamp
table lamp, desk lamp, bedside lamp, reading lamp
pendant light, hanging lamp, ceiling lamp, ceiling light, chandelier
fairy lights, string lights, christmas lights, light chain
light bulb, bulb, lightbulb, led bulb
flashlight, torch > headlamp, head torch ~ lantern
lantern ~ lamp, flashlight
candle > tealight, tea light, taper, scented candle, votive ~ candlestick, candle holder, diffuser
candlestick, candle holder, candelabra, tealight holder, votive holder
clock, timepiece > alarm clock, wall clock, mantel clock, cuckoo clock, grandfather clock, desk clock
alarm clock, bedside clock
vase, urn ~ pitcher, jug, planter
picture frame, photo frame
wall art, picture, painting, poster, art print, canvas print, artwork, wall decor > tapestry, mural ~ wall decoration
sculpture, statue, figurine, bust, statuette ~ ornament
home decor, home decoration, home accessories, decor > vase, sculpture, figurine
basket, hamper > picnic basket, laundry basket, wicker basket, storage basket ~ bin, crate
storage box, storage bin, organizer, organiser, container, storage container ~ basket, chest, trunk
scent diffuser, diffuser, aroma diffuser, oil diffuser ~ incense, scented candle
planter, plant pot, flower pot, flowerpot > hanging planter, window box ~ vase
# kitchen and table
crockery, tableware, dinnerware, dishware, dinner set, dinner service > plate, dinner plate, dining set, saucer, china, bowl, dishes, porcelain ~ cup, mug, teacup, serving dish, table setting
plate, dish > dinner plate, side plate, dessert plate, platter, saucer
platter, serving plate, serving tray, tray, charger ~ cutting board, cheese board
bowl > salad bowl, soup bowl, cereal bowl, serving bowl, mixing bowl, fruit bowl
cup, mug > teacup, coffee cup, tumbler, beaker, tankard, espresso cup, coffee mug ~ goblet, glass
mug, coffee mug, coffee cup, beaker, tankard, stein
glass, glassware, drinking glass, drinkware, stemware > wine glass, tumbler, goblet, champagne flute, flute, beer glass, whiskey glass, shot glass, cocktail glass, coupe ~ cup
wine glass, wineglass, goblet, stemware
champagne flute, champagne glass, flute, coupe
tumbler, whiskey glass, highball ~ glass
carafe, decanter, jug, pitcher, ewer ~ vase
cutlery, silverware, flatware, utensils > fork, spoon, knife, teaspoon, chopsticks ~ dining set
kitchen utensils, cooking utensils, kitchen tools, kitchenware > spatula, ladle, whisk, wooden spoon, tongs, peeler, grater, rolling pin
spatula, turner, fish slice
cookware, pots and pans, pot, pan > saucepan, frying pan, skillet, wok, stockpot, dutch oven, casserole, griddle ~ bakeware
saucepan, pot > stockpot, casserole, dutch oven
frying pan, skillet, frypan, fry pan > wok, griddle, cast iron pan
dutch oven, casserole, cocotte, cast iron pot
bakeware, baking dish, baking pan, baking tray, baking sheet, cake tin, cake pan, muffin tin ~ mixing bowl, rolling pin
knife > chef knife, kitchen knife, bread knife, pocket knife, steak knife, paring knife, cleaver, carving knife, penknife, dagger ~ cutter, multi tool
pocket knife, penknife, jackknife, folding knife ~ multi tool
cutting board, chopping board, bread board, cheese board, butcher block
kettle, teakettle, tea kettle, water boiler > electric kettle
teapot, tea pot > tea set ~ kettle, teacup
tea set, tea service ~ teapot, teacup
coffee maker, coffee machine, espresso machine, espresso maker, coffee brewer, percolator > french press, moka pot, cafetiere, coffee pot, pour over, cezve ~ coffee grinder, kettle
coffee grinder, coffee mill
french press, cafetiere, coffee press
blender, mixer, liquidizer, smoothie maker > food processor, hand mixer, stand mixer, immersion blender
toaster > toaster oven
oven, stove, cooker, range > microwave, hob
microwave, microwave oven
fridge, refrigerator, freezer, icebox
dishwasher
washing machine, washer, laundry machine > tumble dryer, dryer
vacuum cleaner, vacuum, hoover ~ broom
iron, flat iron, steam iron ~ ironing board
salt and pepper, salt shaker, pepper mill, salt and pepper shakers, pepper grinder, spice mill ~ spice rack
spice rack, spice jar
corkscrew, bottle opener, wine opener
water bottle, drinking bottle, flask, canteen > thermos, vacuum flask, travel mug
thermos, vacuum flask, insulated bottle, thermal flask
lunch box, lunchbox, bento box, food container
apron, pinafore ~ oven mitt, pot holder
oven mitt, oven glove, pot holder
tablecloth, table cloth, table linen > placemat, place mat, table runner, napkin ~ table setting
napkin, serviette > napkin ring
placemat, place mat, table mat ~ coaster
coaster, drink mat
mortar and pestle, pestle and mortar
ice bucket, wine cooler
trash can, garbage can, dustbin, waste bin, rubbish bin, trash bin
cleaning supplies, cleaner, detergent > sponge, mop, broom, duster
# clothes
clothes, clothing, apparel, garment, wear ~ outfit, fashion
sweater, jumper, pullover, jersey, knitwear > cardigan, sweatshirt, hoodie, turtleneck ~ fleece, knit
sweatshirt, hoodie, hooded sweatshirt, hoody ~ sweater, fleece
cardigan, cardi ~ sweater
jacket > blazer, parka, anorak, windbreaker, bomber, puffer, raincoat, rain jacket, denim jacket, leather jacket, fleece, coat ~ vest, gilet
coat, overcoat > parka, trench coat, raincoat, peacoat, winter coat, duffle coat ~ jacket, cape
raincoat, rain jacket, mackintosh, waterproof jacket, rain coat > poncho ~ windbreaker
windbreaker, windcheater ~ rain jacket, anorak
blazer, sport coat, suit jacket, dinner jacket ~ suit
suit > tuxedo ~ blazer
waistcoat, gilet, vest, bodywarmer
shirt, top > t shirt, tshirt, tee, blouse, polo shirt, polo, dress shirt, tank top, flannel, tunic, henley, jersey, button down, button up, button up shirt
t shirt, tshirt, tee, tee shirt ~ tank top, top
blouse, ladies shirt ~ tunic, top
trousers, pants, slacks > jeans, chinos, leggings, joggers, sweatpants, cargo pants
jeans, denims, denim pants
shorts, short pants > bermudas
skirt > miniskirt, kilt
dress, gown, frock > sundress, evening gown, wedding dress, maxi dress
underwear, undergarment, lingerie > bra, briefs, boxers, panties, undershirt
swimsuit, bathing suit, swimwear, bathers > bikini, trunks, swim trunks
pajamas, pyjamas, nightwear, sleepwear, nightgown ~ bathrobe
bathrobe, robe, dressing gown
socks, sock, hosiery > stockings, tights, ankle socks, crew socks, knee socks
scarf, shawl, wrap, neckerchief, muffler > bandana, pashmina, stole, snood, infinity scarf ~ poncho
hat, headwear, cap > beanie, baseball cap, sun hat, beret, fedora, straw hat, bonnet ~ headband
beanie, woolly hat, knit cap, knit hat, winter hat, bobble hat
gloves, glove > mittens ~ hand warmers
belt, waistband, waist belt ~ suspenders, braces, cummerbund
tie, necktie > bow tie, cravat ~ pocket square
suspenders, braces
outfit, ensemble ~ clothing
uniform, workwear, work clothes
# shoes
shoes, shoe, footwear > sneakers, boots, sandals, heels, loafers, pumps, flats, oxfords, brogues, slippers, moccasins, clogs, stilettos, mules, derby shoes ~ socks
sneakers, sneaker, trainers, trainer, running shoes, gym shoes, tennis shoes, sport shoes, athletic shoes, kicks, plimsolls, joggers > high tops, high top, hightop, running shoe, basketball shoes, canvas shoes
high tops, high top, hightop, hightops, high top sneakers ~ sneakers, basketball shoes
running shoe, running shoes, jogging shoes, runners ~ sneakers
heels, high heels, high heel, heel, heeled shoes > stilettos, pumps, stiletto, wedges, kitten heels, platform heels, mules, slingbacks
stilettos, stiletto ~ heels, pumps
pumps, court shoes ~ heels
flats, ballet flats, ballerinas, ballet shoes, flat shoes ~ loafers, pumps
loafers, moccasins, slip ons, slip on shoes ~ flats
oxfords, brogues, derby shoes, lace ups, dress shoes, formal shoes ~ loafers, monk strap
boots, boot > ankle boots, chelsea boots, combat boots, hiking boots, cowboy boots, snow boots, rain boots, wellingtons, work boots, chukka boots, booties
ankle boots, booties, bootees > chelsea boots, chukka boots
hiking boots, hiking shoes, walking boots, trekking boots ~ boots
rain boots, wellingtons, wellies, rubber boots, gumboots
sandals, sandal > flip flops, slides, gladiator sandals, espadrilles, thongs, mules
flip flops, flipflops, thongs, beach sandals ~ sandals, slides
slippers, house shoes ~ moccasins
shoelace, shoe lace, laces, bootlace
# bags and what one carries
bag > handbag, backpack, tote, tote bag, messenger bag, duffel bag, shoulder bag, crossbody, satchel, briefcase, clutch, purse, shopping bag, weekender, travel bag, laptop bag, pouch
handbag, purse, pocketbook > clutch, tote, tote bag, shoulder bag, crossbody, crossbody bag, hobo bag, satchel, evening bag, bucket bag
clutch, evening bag, clutch bag ~ purse, handbag
crossbody, crossbody bag, cross body bag ~ shoulder bag, messenger bag
tote, tote bag, shopper, shopping bag ~ handbag
backpack, rucksack, knapsack, daypack, book bag, school bag, schoolbag ~ bag
briefcase, attache case, laptop bag, work bag, document bag > messenger bag, satchel ~ portfolio, laptop sleeve
laptop bag, laptop case, laptop sleeve, computer bag > briefcase, messenger bag ~ backpack, tote
messenger bag, courier bag, satchel
suitcase, luggage, trolley, travel case, carry on, baggage > duffel bag, weekender, travel bag, holdall
duffel bag, duffle bag, weekender, holdall, gym bag, sports bag, overnight bag, travel bag, duffle, duffel
fanny pack, belt bag, bum bag, waist bag, hip pack
wallet, billfold, card holder, purse, cardholder, coin purse
umbrella, parasol, brolly
key ring, keychain, keyring, key chain, key fob
phone case, phone cover, mobile case, cell phone case
# glasses, watches, jewellery
glasses, eyeglasses, spectacles, eyewear, specs > reading glasses, sunglasses, shades, goggles, frames ~ lenses
sunglasses, shades, sun glasses, sunnies > aviators, wayfarers ~ eyewear, glasses
reading glasses, readers, reading spectacles ~ eyeglasses
watch, wristwatch, wrist watch, timepiece > chronograph, smartwatch, pocket watch, smart watch ~ fitness tracker
smartwatch, smart watch, fitness tracker, activity tracker, fitness band
jewelry, jewellery, jewels > necklace, bracelet, earrings, ring, brooch, pendant, anklet ~ cufflinks
necklace, pendant, chain > choker, locket, pearl necklace
bracelet, bangle, wristband, armlet > cuff, charm bracelet, friendship bracelet ~ anklet
earrings, earring, ear rings, ear studs, studs > hoops, hoop earrings, stud earrings, drop earrings, dangle earrings
ring > wedding ring, engagement ring, signet ring, wedding band
brooch, pin, lapel pin ~ badge
cufflinks, cuff links
tiara, diadem ~ headband, crown
hair accessories, hair clip, barrette, hairpin, scrunchie, hair tie ~ headband
# beauty and health
makeup, make up, cosmetics > lipstick, mascara, eyeshadow, foundation, blush, eyeliner, concealer, powder, nail polish ~ makeup brush, palette
lipstick, lip color, lip colour, lip gloss, lip balm, lip stick
eyeshadow, eye shadow, eyeshadow palette
nail polish, nail varnish, nail lacquer ~ manicure set
makeup brush, make up brush, cosmetic brush, brush set
skincare, skin care, face cream, moisturizer, moisturiser > lotion, serum, cream, face mask, toner, cleanser, body butter
cream, lotion, balm, body lotion, salve, ointment ~ moisturizer
sunscreen, sun cream, suncream, sunblock, sun lotion
perfume, fragrance, cologne, eau de toilette, scent, aftershave
soap, bar soap, hand soap, body wash, shower gel > soap bar ~ bath salts
bath products, bath set, toiletries, bath and body, bathing > bath bomb, bath salts, bubble bath, bath salt, soap, loofah ~ spa
shampoo, hair wash > conditioner, hair conditioner ~ hair care
hair care, haircare > hair oil, shampoo, conditioner, hairspray
hairbrush, hair brush, comb
hair dryer, hairdryer, blow dryer ~ curling iron
hair straightener, straightener, curling iron, curler
razor, shaver, electric razor > razor blade ~ shaving cream, shaving kit, beard trimmer, trimmer, clippers
shaving kit, shaving set, shave kit > razor, shaving brush, shaving cream, beard oil ~ grooming kit
beard oil, beard balm, beard care, beard kit ~ grooming kit
grooming kit, grooming set, grooming
toothbrush, tooth brush, electric toothbrush ~ toothpaste
towel, bath towel, hand towel, beach towel ~ washcloth
% spa, wellness > bath salts, aromatherapy ~ massage
first aid kit, bandage, plaster, band aid
vitamins, supplements, vitamin, dietary supplement
face mask, facial mask
# electronics
tv, television, telly, television set, flat screen, smart tv, flatscreen, tv set ~ monitor, screen, home theater
computer, pc, laptop, notebook computer, desktop > macbook, chromebook, desktop computer, gaming pc ~ tablet, monitor
laptop, notebook, notebook computer, ultrabook, macbook, chromebook ~ computer
tablet, ipad, tablet computer ~ e reader
e reader, ebook reader, kindle
monitor, screen, computer screen, computer monitor, display
printer > inkjet, laser printer ~ ink cartridge, scanner
smartphone, phone, mobile phone, cell phone, cellphone, iphone, telephone
headphones, headphone, headset, earphones > earbuds, earbud, ear buds, in ear headphones, over ear headphones, ear phones, gaming headset ~ earpods
earbuds, earphones, ear buds, in ear headphones, ear phones ~ headphones
speaker, loudspeaker, speakers > bluetooth speaker, soundbar, subwoofer, boombox, smart speaker, wireless speaker ~ stereo, amplifier, radio
stereo, hifi, hi fi, sound system, audio system, music system > record player, amplifier
record player, turntable, vinyl player ~ vinyl record
radio, tuner ~ boombox
camera > digital camera, dslr, camcorder, action camera, film camera, slr, video camera, webcam, instant camera ~ lens, tripod
camcorder, video camera, cine camera
lens, camera lens, objective
tripod, camera stand, camera mount ~ stabilizer, gimbal
drone, quadcopter
keyboard, computer keyboard > mechanical keyboard, gaming keyboard
mouse, computer mouse, trackpad ~ mouse pad
cable, cord, wire, lead > charging cable, usb cable, hdmi cable, extension cord, power cord, adapter, charger, extension lead ~ plug
charger, charging cable, power adapter, adapter, adaptor, power supply, phone charger, charging station, wireless charger ~ power bank
power bank, powerbank, portable charger, battery pack
extension cord, extension lead, power strip, extension cable
memory card, sd card, usb stick, flash drive, hard drive, thumb drive
router, modem, wifi router
game console, games console, gaming console, video game console, playstation, xbox ~ controller, gamepad
video game, computer game, videogame
projector, beamer
smart home, home automation > smart speaker, thermostat
# music
musical instrument, instrument > guitar, piano, violin, drum, flute, trumpet, saxophone, ukulele, harmonica
guitar > acoustic guitar, electric guitar, bass guitar, telecaster, stratocaster, les paul, bass ~ ukulele, banjo
bass, bass guitar, electric bass
violin, fiddle > viola, cello ~ bow
piano, keyboard, digital piano > grand piano, upright piano, synthesizer, synth, electric piano, organ
synthesizer, synth, keyboard ~ piano, midi controller
drum, drums, drum kit, drum set, percussion, drumset > snare, cymbal, bongo, djembe, tambourine, conga, cajon, bongos ~ drumsticks
drumsticks, drum sticks, drum stick
wind instrument, brass instrument, woodwind > trumpet, saxophone, flute, clarinet, trombone, horn, tuba, oboe, recorder, french horn
saxophone, sax
harmonica, mouth organ
microphone, mic, mike > condenser microphone, studio microphone ~ headset, podcast
amplifier, amp ~ speaker
vinyl record, record, lp
sheet music, music book, score
# books, paper, play
book > cookbook, novel, guidebook, travel guide, textbook, paperback, hardcover, ebook, comic, children book
cookbook, recipe book, cookery book, cook book, cooking book
travel guide, guidebook, guide book, travel book ~ map, atlas
notebook, journal, diary, notepad, planner, sketchbook ~ paper
pen, ballpoint, fountain pen, biro, ballpoint pen ~ pencil, marker
pencil, crayon, colored pencil
greeting card, card, birthday card, postcard
wrapping paper, gift wrap, giftwrap ~ ribbon
calendar, planner > advent calendar
stationery, office supplies, school supplies, desk accessories > pen, notebook, stapler, desk organizer
toy, plaything > playset, play set, teddy bear, stuffed animal, plush, doll, puzzle, building blocks, toy car, ball, frisbee, kite, rattle, chew toy, board game ~ game
stuffed animal, plush, plush toy, soft toy, cuddly toy, plushie, stuffed toy > teddy bear, teddy
doll, puppet
puzzle, jigsaw, jigsaw puzzle
board game, card game, game, parlor game > chess
baby, infant, newborn, toddler
stroller, pram, pushchair, buggy, baby carriage
diaper, nappy, diapers, nappies
# food and drink
food, groceries, grocery
snack, snacks, nibbles > chips, crisps, nuts, pretzels, popcorn, crackers, cookies
chips, crisps, potato chips, potato crisps ~ snack, nachos
fries, french fries
cookie, biscuit, cookies > macaron, shortbread, gingerbread
candy, sweets, confectionery, sweet, sweeties > chocolate, lollipop, gummy bears, caramel, truffle, toffee, jelly beans, marshmallow
chocolate, cocoa, choco > truffle, praline, chocolate bar, bonbon
dessert, pudding, afters > cake, ice cream, pie, tart, parfait
cake, gateau, torte > cupcake, cheesecake, layer cake, birthday cake, wedding cake ~ pie, tart, muffin
cupcake, muffin, fairy cake
pastry, pastries, viennoiserie, baked goods > croissant, danish, eclair, tart, pie, turnover
croissant, crescent roll ~ pastry
donut, doughnut
pie, tart, tarte, quiche
bread, loaf > baguette, sourdough, bun, roll, ciabatta, focaccia, brioche, rye bread, bagel, toast
baguette, french bread, french stick
roll, bun, bread roll
pasta, noodle, noodles > spaghetti, macaroni, ramen
cheese > cheddar, brie, mozzarella, gouda, parmesan, feta, camembert, blue cheese ~ cheese board
dairy, dairy products, milk products > milk, cheese, yogurt, butter, cream
yogurt, yoghurt, curd > greek yogurt, parfait
ice cream, gelato, sorbet
milk > oat milk, almond milk
egg, eggs
meat > beef, pork, lamb, steak, bacon, sausage, chicken, ham, turkey, mince, veal, poultry
steak, beefsteak > ribeye, sirloin, filet, fillet, tenderloin, t bone, flank steak, ribeye steak, entrecote ~ beef
beef > steak, ground beef, brisket, roast, ribeye, sirloin ~ veal
ground beef, minced meat, mince, ground meat, minced beef
bacon, ham, prosciutto ~ pork
sausage, hot dog, frankfurter, bratwurst, salami, chorizo
chicken, poultry, fowl > turkey, duck, chicken breast, drumstick
roast, joint
seafood, fish > salmon, tuna, cod, shrimp, lobster, crab, prawn, oyster, mussel, squid, sushi, scallop, trout, calamari
shrimp, prawn, shrimps, prawns ~ lobster, langoustine
lobster, crayfish ~ crab
shellfish > clam, mussel, oyster, scallop, shrimp, lobster, crab
fruit > apple, orange, banana, strawberry, berry, grape, pear, peach, lemon, melon, mango, kiwi, cherry, blueberry, raspberry, pineapple, plum, lime, fig
berry, berries > strawberry, blueberry, raspberry, blackberry, cranberry
citrus, citrus fruit > orange, lemon, lime, grapefruit, mandarin
orange, mandarin, clementine, tangerine
vegetable, veg, veggie, veggies, greens > carrot, tomato, pepper, onion, potato, broccoli, lettuce, spinach, cucumber, cabbage, kale, bean, pea, squash, zucchini, eggplant, mushroom, corn, radish, beet
eggplant, aubergine
zucchini, courgette
arugula, rocket, rucola
cilantro, coriander
scallion, spring onion, green onion
bell pepper, pepper, capsicum, paprika
corn, maize, sweetcorn
beet, beetroot
chili, chilli, chile, hot pepper
garbanzo, chickpea
lettuce, salad greens, leafy greens ~ salad
salad > coleslaw
herb, herbs > basil, parsley, rosemary, thyme, mint, oregano ~ spice
spice, seasoning, spices ~ salt, pepper
nuts, nut > peanut, almond, cashew, walnut, hazelnut, pistachio
jam, jelly, marmalade, preserve
oil, olive oil
coffee > espresso, cappuccino, latte, coffee beans, mocha ~ coffee cup
tea > green tea, herbal tea, iced tea, matcha, chai ~ teapot, teacup
soda, soft drink, pop, fizzy drink, cola, soda pop, coke, lemonade ~ juice
drink, beverage > juice, soda, tea, coffee, smoothie, lemonade, water
juice > orange juice, smoothie
wine > red wine, white wine, champagne, prosecco
beer, ale, lager
sandwich, sub, panini, hoagie > burger, wrap ~ toast
soup, broth, stew, bouillon, chowder
% breakfast ~ cereal, muesli, granola, pancake
cereal, muesli, granola, oatmeal, porridge, cornflakes
# flowers and plants
flowers, flower, blooms, blossom, blossoms > bouquet, floral arrangement, rose, tulip, lily, orchid, sunflower, peony, daisy, hydrangea, carnation, iris, arrangement, corsage, boutonniere, floral ~ wreath, centerpiece
bouquet, bunch of flowers, flower bouquet, posy, nosegay > bridal bouquet ~ floral arrangement, arrangement
floral arrangement, flower arrangement, arrangement ~ bouquet, centerpiece
centerpiece, centrepiece, table centerpiece, table decoration ~ floral arrangement
wreath, garland, swag, door wreath
plant, houseplant, pot plant, potted plant, indoor plant, house plant > succulent, cactus, fern, bonsai, snake plant, monstera, palm, orchid, aloe, ficus, air plant, yucca ~ planter, terrarium
succulent, cactus > aloe, haworthia, echeveria
tree > bonsai, palm tree
artificial flowers, silk flowers, fake flowers, faux flowers, dried flowers
corsage, boutonniere, buttonhole ~ bouquet
seeds, seed, bulbs
# garden, tools, outdoors
tool, tools, hand tool > hammer, screwdriver, drill, saw, wrench, pliers, chisel, axe, tape measure, power tool
tool set, tool kit, toolkit, toolset, tool box, toolbox
power tool > drill, saw, sander, grinder
drill, power drill, electric drill, driver > cordless drill, hammer drill, impact driver ~ drill bit, rotary tool, screwdriver
cordless, battery powered, battery operated ~ wireless, rechargeable
screwdriver, screw driver > screwdriver bit ~ drill, tool set
wrench, spanner > socket wrench, adjustable wrench, pipe wrench, allen key, ratchet
pliers, plier, nippers, pincers, wire cutter
axe, ax, hatchet, tomahawk
hammer, mallet, sledgehammer
saw > handsaw, circular saw, hacksaw, chainsaw, jigsaw, hand saw, miter saw
screw, nail, bolt, fastener, fasteners
tape measure, measuring tape, ruler ~ spirit level
ladder, stepladder, step ladder
paint, paintbrush, paint brush
lawn mower, lawnmower, mower
garden tools, gardening tools > shovel, rake, spade, trowel, secateurs, pruning shears, watering can, hoe
hose, garden hose
grill, barbecue, bbq, barbeque ~ charcoal, campfire
tent > dome tent, camping tent, family tent ~ tarp, canopy, sleeping bag
sleeping bag, sleeping pad, sleeping mat ~ blanket, hammock
% camping, camping gear, camp > tent, sleeping bag, camping stove, lantern, campfire, camp chair, cooler ~ backpack, hiking, outdoor
camping stove, camp stove, gas stove
cooler, cool box, ice chest, cooler box
% hiking, trekking, walking, backpacking, hike, trek ~ camping, outdoor, adventure
% outdoor, outdoors ~ camping, hiking, adventure
hammock
% fishing, angling, fish catching > fishing rod, fishing reel, lure, bait, tackle, waders ~ angler
fishing rod, fishing pole, rod
fishing reel, reel, spinning reel, fly reel, baitcasting reel ~ fishing rod
lure, bait, fishing lure, fly, fishing fly ~ tackle
tackle box, tackle, fishing tackle
kayak, canoe ~ paddle, boat, raft
% kayaking, paddling, canoeing, rowing > kayak, paddle, canoe, life jacket
paddle, oar
life jacket, life vest, buoyancy aid, pfd
boat, dinghy, raft
bicycle, bike, cycle > mountain bike, e bike, road bike ~ bicycle helmet
scooter, kick scooter, e scooter
skateboard, longboard ~ roller skates
ski, skis, snowboard > skiing ~ sled
sled, sledge, toboggan
football, soccer ball
basketball
volleyball
tennis ball
racket, racquet, tennis racket, tennis racquet
golf club, putter ~ golf ball
yoga mat, exercise mat, gym mat, yoga
dumbbell, weights, kettlebell, barbell
treadmill, exercise bike, rowing machine
swimming goggles, swim goggles, diving mask, snorkel
binoculars, field glasses, spyglass ~ telescope
tyre, tire
car, automobile, auto, vehicle
# pets
dog, puppy, pup, canine, doggy, doggie, pooch, hound > dog toy, dog bed ~ pet
cat, kitten, kitty, feline ~ pet
pet, pets > dog, cat
pet toy, dog toy, cat toy, chew toy > frisbee, chew bone, tug toy
dog food, pet food, dog treat, cat food
dog collar, pet collar, collar, leash, lead, harness
dog bed, pet bed, cat bed
aquarium, fish tank
# seasons and occasions
% christmas, xmas, noel, yuletide, yule, x mas > santa, advent, nativity, nutcracker ~ holiday, festive, winter
christmas tree, xmas tree > fir tree ~ christmas decoration
christmas ornament, bauble, christmas ball, tree ornament, ornament, christmas tree decoration
christmas decoration, christmas decorations, xmas decorations > christmas ornament, wreath, garland, christmas lights, stocking, nutcracker
christmas stocking, stocking
santa, santa claus, father christmas, saint nicholas
easter > easter egg, easter bunny, bunny ~ spring
easter bunny, bunny, rabbit, hare
% halloween, hallowe en > jack o lantern, pumpkin, spooky, witch, skeleton, ghost, skull ~ costume, haunted
costume, fancy dress, disguise ~ mask
% spooky, scary, creepy, eerie, haunted
% valentine, valentines, valentines day, valentine day > heart, romantic, love ~ chocolate
% birthday, bday ~ party, celebration
% party, celebration, festivity ~ festive, birthday
balloon, balloons
% wedding, marriage, bridal, nuptial, nuptials > bride, groom, bridal
% bride, bridal ~ wedding
% groom, bridegroom ~ wedding
anniversary ~ romantic, celebration
% christening, baptism
% picnic, picknick > picnic basket, blanket ~ cooler
% gift, present, gift idea, present idea, souvenir > gift set, gift box, gift basket ~ jewelry, bouquet, chocolate, scented candle, teddy bear
gift card, voucher, gift voucher
gift basket, gift hamper, hamper
# uses
% rain, rainy, wet weather, rainy weather, rainy day > waterproof, rainproof, weatherproof, all weather, water resistant, raincoat, umbrella
% cold, cold weather, cold days, freezing, chilly > winter, warm, thermal, insulated, scarf, gloves, coat ~ cozy
% winter, snow, snowy > scarf, gloves, winter coat, parka, beanie, winter boots, sweater ~ warm, cozy
% summer, hot day, hot weather, heat > sandals, sunglasses, sun hat, beach ~ light, breezy
% beach, seaside, sea, pool > flip flops, sandals, sunglasses, beach towel, beach bag, swimwear ~ summer, coastal, tropical
% office, work, workplace > professional, executive, business, desk, briefcase, messenger bag
% desk, office ~ windowsill, workspace
% home office, working from home > desk, office chair, monitor, keyboard, headset
% business, professional, corporate ~ executive, office
% interview, job interview, meeting > formal, suit, blazer, dress shoes, tie, briefcase
% school, student, college, university > backpack, notebook ~ campus
% travel, travelling, traveling, trip, journey, vacation, holiday, weekend trip, getaway > suitcase, travel bag, weekender, travel guide, backpack ~ adventure, explorer
% plane, flying, airport > travel, suitcase, carry on, headphones
% gym, fitness, workout, exercise, training > sneakers, sport, athletic, water bottle, yoga mat
% sport, sports, athletic ~ fitness
% running, jogging, run, runner > running shoe, sneakers ~ sport
% cooking, cook, cookery, culinary, chef > cookware, cookbook, knife set, frying pan, saucepan ~ kitchen
% baking, bake, baker > bakeware, mixing bowl, rolling pin, cake pan ~ bakery, pastry, cake
% dinner party, dinner, dining > dinnerware, table setting, wine glass, cutlery, candle, serving dish ~ elegant
% romantic dinner, candlelight dinner, date night, romantic evening > candle, candlestick, table setting, wine glass, champagne flute ~ romantic
% tea time, afternoon tea > teapot, teacup, tea set
% cocktail party, bar, home bar > cocktail glass, shaker, decanter, wine glass, whiskey glass
% barbecue, bbq, grilling, cookout > grill, steak, sausage ~ meat
% gardening, gardener, gardening lover > garden tools, planter, plant, watering can ~ garden
% garden, yard, backyard ~ outdoor, patio
% patio, terrace, balcony, porch > patio furniture, garden chair, planter, lantern ~ outdoor, garden
% relaxing, relaxation, relax, unwind, calming, stress relief > scented candle, bath salts, bubble bath, spa ~ cozy, aromatherapy
% sleep, sleeping, bedtime > pillow, blanket, bedding, night light
% music, musician > musical instrument, guitar, piano, drum, headphones ~ instrument
% singing, singer, vocalist, karaoke, sing > microphone ~ vocal
% photography, photographer, photo, photos, pictures > camera, lens, tripod
% podcast, podcasting, podcaster, streaming, recording > microphone, headphones ~ studio
% diy, do it yourself, home improvement, handyman, repair, repairs > tool, tool kit, drill, hammer, screwdriver
% woodworking, woodworker, carpentry, carpenter > saw, hammer, chisel, drill ~ tool
% kitchen ~ cooking, culinary
% bathroom, bath > towel, soap, bath mat
% bedroom > nightstand, bed, dresser, bedding
% living room, lounge, sitting room > sofa, coffee table, armchair
% dining room > dining table, dining chair
% nursery, kids room, children room
% garage, workshop > tool
% shaving, shave > razor, shaving kit, shaving cream, shaving brush
% manicure, nails > nail polish, manicure set
% neck > scarf, necklace
% wrist > watch, bracelet
% feet > shoes, socks, slippers
% hands > gloves
% ears > earrings, headphones
% eyes > glasses, sunglasses
% waist > belt
% housewarming, new home, new house, moving in > plant, candle, vase, home decor, tableware
% mother day, mothers day > flowers, bouquet, jewelry, chocolate
% father day, fathers day > tool, watch, tie, grooming kit
% graduation > gift, flowers, watch
% thanksgiving > turkey, autumn, pumpkin
% new year, new years eve, silvester > champagne flute, party
% low maintenance, easy care, easy to care for, easy to keep, hard to kill, undemanding > succulent, cactus
% beginner, starter, beginners, novice
% reader, bookworm, book lover, reading > book, reading lamp, reading glasses
% gamer, gaming > gaming headset, monitor, keyboard
# describing words
* red, ruby, crimson, scarlet > burgundy, maroon, cherry, cardinal, vermilion ~ rust, wine
* green, emerald > olive, sage, mint, forest green, evergreen, lime, moss, fir, jade, khaki
* blue, azure, cobalt > navy, sky blue, teal, turquoise, indigo, aqua, sapphire, cyan, denim, cerulean
* navy, navy blue, dark blue, night blue ~ blue
* teal, turquoise, aqua, aquamarine, lagoon ~ blue, green
* yellow, lemon > mustard, saffron, sunflower, golden, canary
* orange, tangerine, amber > terracotta, rust, apricot, peach, coral
* pink, rose, blush > fuchsia, magenta, coral, salmon, hot pink
* purple, violet, lilac, lavender, plum, mauve
* black, noir, ebony, jet black, onyx ~ midnight, charcoal, ink
* white, ivory, snow white > cream, chalk, pearl, off white
* grey, gray, graphite, charcoal, slate, silver gray ~ stone, silver
* brown, chocolate brown, chestnut, cognac, caramel, tan, mocha > walnut, coffee brown, taupe ~ bronze, rust
* beige, sand, cream, nude, taupe, khaki, ecru, tan
* gold, golden, gold tone, gold plated, gilded > rose gold ~ brass
* rose gold, rosegold ~ pink gold, blush
* silver, sterling silver, silvery ~ platinum, chrome, white gold
* colorful, colourful, multicolor, multicolored, rainbow, multicolour ~ vibrant
* color, colour, colored, coloured
* leather, genuine leather > suede, nubuck, vegan leather ~ faux leather
* wood, wooden, timber > oak, walnut, bamboo, teak, pine, mahogany, acacia, maple, rosewood, hardwood
* glass, crystal ~ transparent
* ceramic, stoneware, earthenware, pottery, terracotta, clay > porcelain
* porcelain, china, bone china
* metal, metallic > steel, iron, brass, copper, aluminum, aluminium
* stainless steel, steel, stainless, inox
* cast iron, iron
* stone > marble, granite, slate
* plastic, acrylic ~ silicone
* cotton > organic cotton, denim, canvas ~ linen
* wool, woolen, woollen > cashmere, merino, alpaca ~ knit, knitted
* silk, satin, silky ~ velvet
* velvet, velour, velvety
* linen, flax
* denim, jean
* rattan, wicker, woven, cane, seagrass
* fabric, textile, cloth, upholstered
* knit, knitted, crocheted, crochet
* fur, faux fur, sherpa, fluffy
* waterproof, water proof, rainproof, weatherproof, water resistant, all weather, water repellent ~ rain
* windproof, wind resistant
* warm, thermal, insulated, cozy, cosy, snug, toasty ~ winter
* soft, plush, fluffy, cuddly
* light, lightweight, light weight, ultralight ~ portable
* small, mini, little, tiny, miniature, compact, petite ~ portable
* big, large, huge, oversized, extra large, giant, grand
* long
* short
* portable, travel size, compact, foldable
* wireless, cordless, bluetooth
* wired, corded
* electric, electrical, battery, powered ~ rechargeable
* digital, smart
* elegant, classy, sophisticated, chic, stylish, fashionable, refined, graceful
* formal, dressy, black tie
* casual, everyday, relaxed
* luxury, luxurious, luxe, premium, deluxe, opulent, high end
* modern, contemporary, sleek, minimalist
* vintage, retro, antique, old fashioned, classic
* rustic, farmhouse, country style
* boho, bohemian, hippie
* scandinavian, nordic
* industrial, loft
* minimalist, minimal, simple, plain
* patterned, print, printed
* striped, stripes, stripe
* floral, flowery, flower pattern, flower print
* plaid, checked, checkered, tartan, gingham
* polka dot, dotted, polka dots, spotted
* handmade, handcrafted, hand made, artisan, artisanal, handwoven
* eco friendly, sustainable, eco, ecological, environmentally friendly ~ organic, bamboo, recycled
* organic, bio ~ natural
* fresh, freshly
* healthy, wholesome, nutritious
* vegan, vegetarian, plant based, meatless
* sweet, sugary
* spicy, hot
* scented, fragrant, perfumed, aromatic ~ aromatherapy
* romantic, love
* cute, adorable, sweet, kawaii
* funny, humorous, whimsical, playful, quirky, novelty
* festive, holiday, celebratory
* sturdy, durable, rugged, robust, hard wearing, heavy duty, tough
* comfortable, comfy, cushioned, ergonomic
* adjustable, flexible
* foldable, folding, collapsible
* professional, pro
* winter, wintry, winter weather
* summer, summery
* spring, springtime
* autumn, fall, autumnal
* indoor
* round, circular ~ oval
* square, rectangular
* sparkly, glitter, glittery, sparkling, shimmering, glittering, sequin
* high, tall
* low
* easy
* sharp
* curved
* fast, quick
* natural
* traditional, heritage
* tropical, exotic
* noise cancelling, noise canceling, noise isolating
* non stick, nonstick
* reversible
* double, dual, two tone
* single
* open
* hanging, suspended
`
