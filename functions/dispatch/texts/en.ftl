### Dispatch: what clients, electricians and the owner read.

language-name = 🇬🇧 English
language-ask = Which language would you like to use?
language-set = Done, we’ll carry on in English.

## The client’s menu

menu-order = ⚡ Call an electrician
menu-orders = 📋 My orders
menu-language = 🌐 Language
menu-help = 💬 Help

client-greeting = Hello! 👋 This is the electricians’ dispatch desk. Tell us what has happened, and we’ll send an electrician round.
client-use-menu = To call an electrician, press “{ menu-order }” or simply tell us what has happened.
client-help =
    How it works:
    1. Press “{ menu-order }” and answer five questions. It takes a minute.
    2. Or put it all in one message: what has happened, the address, your name and phone number.
    3. Your request goes straight to our electricians. As soon as one of them takes it, we’ll tell you who is coming.
    Your answers are saved as you go, so you can break off at any time.
client-paused = You’re in the menu. Your answers are saved, and you can carry on at any time.
client-form-cancelled = Your request is cancelled, and nothing was sent to the electricians. We’re here whenever you need us.
client-draft-waits = You have an unfinished request: { $progress }
client-resume = ▶️ Continue my request
client-restart = 🆕 Start over
client-old-button = That button belongs to an old message. Here is the menu, let’s go on from here.
client-no-orders = You have no orders yet. When you need an electrician, press “{ menu-order }”.
client-cancel-order = ❌ Cancel order #{ $number }
client-cancel-ask = Cancel order #{ $number }? If the electrician is already on the way, we’ll let them know.
client-cancel-sure = ❌ Yes, cancel it
client-cancel-no = ↩️ No, keep it
client-cancelled = Order #{ $number } is cancelled. We’ll be glad to help another time.
client-cancelled-by-office = Our dispatcher has cancelled order #{ $number }. If this is a mistake, please place it again.
client-master-comes = 👷 Order #{ $number }: we’ve found an electrician, { $name } is coming to you. The electrician’s phone number: { $phone }
client-order-open-again = Order #{ $number }: the electrician can’t make it. We’re already looking for another and will write to you at once.
client-work-done = ✅ Order #{ $number } is done. Cost of the work: { $price }. Thank you for choosing us!

## The order form

order-ask-service = What needs doing? Choose from the list or describe it in your own words.
order-choose-service = We couldn’t tell which service you need. Choose it with a button or describe what has happened, for example “the kitchen socket is sparking”.
order-ask-problem = Please describe what has happened: what isn’t working, where, and since when.
order-problem-too-short = That’s too short for the electrician to understand. Please write at least a couple of words: what has happened and where.
order-ask-address = Where should we come? Please write the street, house and flat.
order-address-too-short = The electrician won’t find the house by this address. Please write the street and the house number, for example: 10 Mira Street, flat 5.
order-ask-name = What should we call you? The electrician needs your name and phone number to get in touch.
order-ask-phone = Which number should the electrician call? Press the button below or type the number.
order-summary = Please check your request:
order-placed =
    ✅ Thank you! We’ve received your order #{ $number }.

    We’re sending it to our electricians now and will write to you as soon as one of them takes it.
order-already-placed = This order has already been placed: #{ $number }. There’s no need to send it again.

label-service = Service
label-problem = What has happened
label-address = Address
label-name = Name
label-phone = Phone
label-price = Cost

category-sockets = 🔌 Sockets and switches
category-lighting = 💡 Lighting
category-wiring = 🧵 Wiring
category-panel = 🎛 Fuse box and breakers
category-appliances = 🍳 Connecting appliances
category-urgent = 🚨 Emergency call-out
category-other = 🛠 Something else

status-new = looking for an electrician
status-taken = electrician found
status-done = done
status-cancelled = cancelled

## How an order looks

card-title = 📦 Order #{ $number }
card-status = Status: { $status }
card-number = Order #{ $number }
card-time = Time: { $time }
card-category = Category: { $category }
card-problem = Problem: { $problem }
card-address = Address: { $address }
card-client = Client: { $name }
card-phone = Phone: { $phone }
card-master = Electrician: { $name }
card-price = Cost: { $price }
card-after-acceptance = once you accept the order

## The offer to an electrician

offer-title = 🆕 A new order for you! 🚀
offer-take = ✅ ACCEPT THE ORDER 🚀
offer-take-number = ✅ Accept #{ $number }
offer-decline = ✖️ I can’t do it
offer-declined = All right, we’ll offer this order to the others.
offer-declined-number = You declined order #{ $number }, so another electrician will take it.
offer-gone = Order #{ $number } has already gone to { $name }. The next one will be yours! 💪
offer-cancelled = Order #{ $number } has been cancelled.
accepted-title = ✅ Order #{ $number } is yours!
offer-done = ✅ Complete
offer-done-number = ✅ Complete #{ $number }

## The electrician

master-menu-new = 🆕 New orders
master-menu-mine = 🔧 My orders
master-menu-statistics = 📊 Statistics and earnings
master-menu-shift = ⏱ On shift / off shift
master-menu-language = 🌐 Change language

registration-welcome = Hello! 👷 This bot is for electricians. To get orders, tell us who you are, and the owner will look at your application.
registration-ask-name = Please write your first and last name. The owner, the other electricians and the clients you go to will see it.
registration-ask-phone = What number can we reach you on? Press the button below or type the number. A client will see it once you take their order.
registration-summary = Please check your application:
registration-later = All right, we’ll come back to this later. When you’re ready, just write here.

master-greeting = { $name }, here is your menu. While you’re on shift, new orders arrive here with a sound.
master-waiting = 🙌 Your application has gone to the owner. We’ll write to you here as soon as it’s approved.
master-approved = 🎉 Welcome to the team! Your application is approved, and new orders will arrive here.
master-folder = Add the folder with our chats: { $link }
master-paused = ⏸ You’re paused: no new orders will arrive for now. If you have questions, write to the owner.
master-dismissed = You no longer have access to orders. If this is a mistake, write to the owner.
master-on-shift = ▶️ You’re on shift: new orders will arrive here.
master-off-shift = ⏸ You’re off shift: no new orders will arrive until you’re back.
master-no-new = There are no free orders right now. While you’re on shift, new ones arrive here with a sound.
master-no-mine = You have no orders in progress right now.
master-no-such-order = There is no such order. The button may belong to a very old message.
master-order-cancelled = ❌ Order #{ $number } has been cancelled: no need to go.
master-order-assigned = The dispatcher has given you an order.
master-order-withdrawn = Order #{ $number } is no longer yours: the dispatcher will give it to another electrician.
master-order-closed = The dispatcher has closed order #{ $number }.

completion-about = Order #{ $about }
completion-ask-price = How much did the work cost? Write the amount in roubles, for example 3500.
completion-bad-price = We can’t read that amount. Please write one number in roubles, for example 3500 or 3500.50.
completion-summary = Please check the amount:
completion-shares = Commission { $rate }: { $commission }. You keep { $earned }.
completion-later = All right. Order #{ $number } stays in progress, you can complete it under “{ master-menu-mine }”.
completion-not-yours = Order #{ $number } isn’t among yours right now.
finished =
    ✅ Order #{ $number } is complete.
    Cost: { $price }
    Commission { $rate }: { $commission }
    You earned: { $earned }

statistics-title = 📊 Your statistics
statistics-period =
    { $period }: { $done ->
        [one] { $done } order
       *[other] { $done } orders
    } worth { $revenue }
    commission { $commission }, you earned { $earned }
statistics-account = All time: { $done ->
    [one] { $done } order
   *[other] { $done } orders
}, earned { $earned }, commission owed { $debt }
period-day = Today
period-week = This week
period-month = This month

## The owner

owner-greeting = Hello! Applications from new electricians will arrive here. You can approve them with a button or in the electricians’ tab.
owner-application =
    👷 A new electrician has applied
    Name: { $name }
    Phone: { $phone }
owner-approve = ✅ Approve: { $name }
owner-turn-down = 🚫 Turn down
owner-only = Only the owner can decide this.
owner-decided = { $name }: { $standing }. We’ll let the electrician know.
owner-already = { $name }: the status is already “{ $standing }”.
standing-waiting = Waiting
standing-active = Active
standing-paused = Paused
standing-dismissed = Dismissed

## The Sheet

setting-rate = Commission, %
setting-show-client = Show electricians the client’s name and phone before they accept ({ setting-yes }/{ setting-no })
setting-folder = Link to the electricians’ chat folder (t.me/addlist/…)
setting-yes = yes
setting-no = no

sheet-order-needs = For the order to go out to the electricians, fill in: { $columns }.
sheet-bad-phone = “{ $value }” doesn’t look like a phone number. Please write it in full, for example +7 916 123-45-67.
sheet-bad-price = “{ $value }” doesn’t look like an amount. Write a number in roubles.
sheet-cell-needed = this cell cannot be empty.
sheet-bad-value = “{ $value }” can’t be used here.
sheet-too-long = Too long: { $length ->
    [one] { $length } character
   *[other] { $length } characters
}, and only { $most } will fit.
sheet-no-move = The status can’t change from “{ $from }” to “{ $to }”.
sheet-needs-price = To complete the order, enter the price first and then set the status.
sheet-needs-master = To hand the order out, enter an electrician from the electricians’ tab.
sheet-unknown-master = “{ $value }” is not among the active electricians. Write the name as it stands in the electricians’ tab.
sheet-ambiguous-master = Several electricians are called “{ $value }”. Enter the Telegram ID of the right one.
sheet-final = The order is already closed: this field can’t be changed any more.
sheet-master-no-move = The electrician’s status can’t change from “{ $from }” to “{ $to }”.
sheet-masters-register = Electricians join through the bot only: ask the new one to write to the electricians’ bot.
sheet-settings-fixed = New settings can’t be added here: change the values of those that are there.
sheet-bad-setting = “{ $value }” won’t do for “{ $setting }”.
sheet-fixed = This field fills itself in and isn’t changed by hand.
sheet-open-order-stays = The order is still open, so its row is back. If it isn’t needed, cancel it in the status column.
sheet-row-stays = The system keeps this row, so it has been restored.
