### Диспетчерская: что читают клиенты, мастера и владелец.

language-name = 🇷🇺 Русский
language-ask = На каком языке вам удобнее?
language-set = Готово, дальше говорим по-русски.

## Меню клиента

menu-order = ⚡ Услуги электрика
menu-orders = 📋 Мои заказы
menu-language = 🌐 Язык
menu-help = 💬 Помощь

client-greeting = Здравствуйте! 👋 Это диспетчерская электриков. Расскажите, что случилось, — и мы пришлём мастера.
client-use-menu = Чтобы вызвать электрика, нажмите «⚡ Услуги электрика» или просто опишите, что случилось.
client-help =
    Как всё устроено:
    1. Нажмите «⚡ Услуги электрика» и ответьте на пять вопросов — это займёт минуту.
    2. Можно и одним сообщением: что случилось, адрес, имя и телефон.
    3. Заявка сразу уходит мастерам; как только кто-то её возьмёт, мы напишем, кто приедет.
    Ответы сохраняются сами: прерваться можно в любой момент.
client-paused = Вы в меню. Всё, что вы уже ответили, сохранено.
client-form-cancelled = Заявку отменили, ничего не отправлено. Если понадобимся — мы рядом.
client-draft-waits = У вас есть незаконченная заявка: { $progress }
client-resume = ▶️ Продолжить заявку
client-restart = 🆕 Начать заново
client-old-button = Эта кнопка от старого сообщения. Вот меню — продолжим отсюда.
client-no-orders = Заказов пока нет. Нажмите «⚡ Услуги электрика», когда понадобится мастер.
client-cancel-order = ❌ Отменить заказ #{ $number }
client-cancel-ask = Отменить заказ #{ $number }? Если мастер уже выехал, мы его предупредим.
client-cancel-sure = ❌ Да, отменить
client-cancel-no = ↩️ Нет, оставить
client-cancelled = Заказ #{ $number } отменён. Будем рады помочь в другой раз.
client-cancelled-by-office = Заказ #{ $number } отменён диспетчером. Если это ошибка, оформите его, пожалуйста, ещё раз.
client-master-comes = 👷 Заказ #{ $number } принят: к вам приедет { $name }. Телефон мастера: { $phone }
client-order-open-again = Мастер не сможет приехать по заказу #{ $number }. Мы уже ищем другого и сразу вам напишем.
client-work-done = ✅ Заказ #{ $number } выполнен. Стоимость работ: { $price }. Спасибо, что выбрали нас!

## Анкета заказа

order-ask-service = Что нужно сделать? Выберите из списка или опишите своими словами.
order-choose-service = Не узнал услугу. Выберите её кнопкой или опишите, что случилось: например, «искрит розетка на кухне».
order-ask-problem = Опишите, пожалуйста, что случилось: что не работает, где и давно ли.
order-problem-too-short = Слишком коротко, чтобы мастер понял. Напишите хотя бы пару слов: что случилось и где.
order-ask-address = Куда приехать? Напишите улицу, дом и квартиру.
order-address-too-short = По такому адресу мастер не найдёт дом. Напишите улицу и номер дома, например: ул. Мира, 10, кв. 5.
order-ask-name = Как к вам обращаться? Имя и телефон мы передадим только мастеру, который возьмёт ваш заказ.
order-ask-phone = Ваш телефон? Нажмите кнопку ниже или напишите номер — по нему позвонит мастер.
order-summary = Проверьте, пожалуйста, заявку:
order-placed =
    ✅ Спасибо! Заказ #{ $number } принят.

    Мы уже отправили его мастерам и напишем, как только кто-то возьмёт.
order-already-placed = Этот заказ уже оформлен: #{ $number }. Второй раз отправлять не нужно.

label-service = Услуга
label-problem = Что случилось
label-address = Адрес
label-name = Имя
label-phone = Телефон
label-price = Стоимость

category-sockets = 🔌 Розетки и выключатели
category-lighting = 💡 Освещение
category-wiring = 🧵 Проводка
category-panel = 🎛 Электрощит и автоматы
category-appliances = 🍳 Подключение техники
category-urgent = 🚨 Авария, срочный вызов
category-other = 🛠 Другое

status-new = ищем мастера
status-taken = мастер в работе
status-done = выполнен
status-cancelled = отменён

## Как выглядит заказ

card-title = 📦 Заказ #{ $number }
card-status = Статус: { $status }
card-number = Заказ #{ $number }
card-time = Время: { $time }
card-category = Категория: { $category }
card-problem = Проблема: { $problem }
card-address = Адрес: { $address }
card-client = Клиент: { $name }
card-phone = Телефон: { $phone }
card-master = Мастер: { $name }
card-price = Стоимость: { $price }
card-after-acceptance = после принятия заказа

## Предложение мастеру

offer-title = 🆕 Новая заявка для вас! 🚀
offer-take = ✅ ПРИНЯТЬ ЗАКАЗ 🚀
offer-take-number = ✅ Принять #{ $number }
offer-decline = ✖️ Не смогу
offer-declined = Хорошо, этот заказ предложим другим.
offer-declined-number = Заказ #{ $number }: вы отказались, его предложат другим.
offer-gone = Заказ #{ $number } уже забрал мастер { $name }. Следующий будет вашим! 💪
offer-cancelled = Заказ #{ $number } отменён.
accepted-title = ✅ Заказ #{ $number } ваш!
offer-done = ✅ Завершить
offer-done-number = ✅ Завершить #{ $number }

## Мастер

master-menu-new = 🆕 Новые заказы
master-menu-mine = 🔧 Мои заказы
master-menu-statistics = 📊 Статистика и заработок
master-menu-shift = ⏱ На смене / не на смене
master-menu-language = 🌐 Язык

registration-welcome = Здравствуйте! 👷 Это бот для мастеров. Чтобы получать заказы, представьтесь — владелец проверит заявку.
registration-ask-name = Напишите имя и фамилию. Их увидят владелец и клиенты, к которым вы поедете.
registration-ask-phone = Ваш телефон? Нажмите кнопку ниже или напишите номер — клиенты увидят его, когда вы возьмёте заказ.
registration-summary = Проверьте, пожалуйста, заявку мастера:
registration-later = Хорошо, вернёмся к этому позже. Напишите что угодно, когда будете готовы.

master-greeting = { $name }, вы на связи. Новые заказы придут сюда со звуком.
master-waiting = 🙌 Заявка отправлена владельцу. Мы напишем сюда, как только её одобрят.
master-approved = 🎉 Добро пожаловать в команду! Заявка одобрена, новые заказы будут приходить сюда.
master-folder = Добавьте себе папку с нашими чатами: { $link }
master-paused = ⏸ Вы на паузе: новые заказы пока не приходят. Вопросы — владельцу.
master-dismissed = Доступ к заказам закрыт. Если это ошибка, напишите владельцу.
master-on-shift = ▶️ Вы на смене: новые заказы будут приходить сюда.
master-off-shift = ⏸ Вы не на смене: новые заказы не придут, пока вы не вернётесь.
master-no-new = Свободных заказов сейчас нет. Новые придут сюда со звуком.
master-no-mine = У вас нет заказов в работе.
master-no-such-order = Такого заказа нет. Возможно, кнопка от очень старого сообщения.
master-order-cancelled = ❌ Заказ #{ $number } отменён: ехать не нужно.
master-order-assigned = Диспетчер передал вам заказ.
master-order-withdrawn = Заказ #{ $number } больше не ваш: диспетчер передаст его другому мастеру.
master-order-closed = Диспетчер закрыл заказ #{ $number }.

completion-ask-price = Сколько стоила работа? Напишите сумму в рублях, например 3500.
completion-bad-price = Не получается прочитать сумму. Напишите одно число в рублях, например 3500 или 3500,50.
completion-summary = Проверьте, пожалуйста, сумму:
completion-shares = Комиссия { $rate }: { $commission }. Вам остаётся { $earned }.
completion-later = Хорошо. Заказ #{ $number } остаётся в работе, завершить его можно в «🔧 Мои заказы».
completion-not-yours = Заказ #{ $number } сейчас не у вас в работе.
finished =
    ✅ Заказ #{ $number } завершён.
    Стоимость: { $price }
    Комиссия { $rate }: { $commission }
    Ваш заработок: { $earned }

statistics-title = 📊 Ваша статистика
statistics-period =
    { $period }: { $done ->
        [one] { $done } заказ
        [few] { $done } заказа
       *[many] { $done } заказов
    } на { $revenue }
    комиссия { $commission }, ваш заработок { $earned }
statistics-account = За всё время: { $done ->
    [one] { $done } заказ
    [few] { $done } заказа
   *[many] { $done } заказов
}, заработано { $earned }, долг по комиссии { $debt }
period-day = Сегодня
period-week = На этой неделе
period-month = В этом месяце

## Владелец

owner-application =
    👷 Новая заявка мастера
    Имя: { $name }
    Телефон: { $phone }
owner-approve = ✅ Одобрить
owner-turn-down = 🚫 Отказать
owner-only = Это может решить только владелец.
owner-decided = { $name }: { $standing }. Мастеру мы уже написали.
owner-already = { $name } уже в статусе «{ $standing }».
standing-waiting = Ожидает
standing-active = Активен
standing-paused = На паузе
standing-dismissed = Уволен

## Таблица

setting-rate = Комиссия, %
setting-show-client = Показывать мастерам имя и телефон клиента до принятия (да/нет)
setting-folder = Ссылка на папку чатов для мастеров (t.me/addlist/…)
setting-yes = да
setting-no = нет

sheet-order-needs = Чтобы заказ ушёл мастерам, заполните: { $columns }.
sheet-bad-phone = «{ $value }» не похоже на телефон. Верните, пожалуйста, номер целиком, например +7 916 123-45-67.
sheet-bad-price = «{ $value }» не похоже на сумму. Напишите число в рублях.
sheet-bad-value = «{ $value }» здесь не подходит.
sheet-too-long = Слишком длинно: { $length } знаков, а помещается { $most }.
sheet-no-move = Статус «{ $from }» нельзя сменить на «{ $to }».
sheet-needs-price = Чтобы завершить заказ, впишите цену — и поставьте статус «Выполнена».
sheet-needs-master = Чтобы передать заказ в работу, впишите мастера из вкладки «Мастера».
sheet-unknown-master = Мастера «{ $value }» нет среди активных. Имя должно совпадать с вкладкой «Мастера».
sheet-ambiguous-master = Мастеров с именем «{ $value }» несколько. Впишите Telegram ID нужного.
sheet-final = Заказ уже закрыт: это поле больше не меняется.
sheet-master-no-move = Мастера нельзя перевести из «{ $from }» в «{ $to }».
sheet-masters-register = Мастера добавляются только через бот: пусть напишет боту мастеров.
sheet-settings-fixed = Новые настройки здесь не добавляются: меняйте значения имеющихся.
sheet-bad-setting = Значение «{ $value }» для «{ $setting }» не подходит.
