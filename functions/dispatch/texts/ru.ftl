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
client-use-menu = Чтобы вызвать электрика, нажмите «{ menu-order }» или просто опишите, что случилось.
client-help =
    Как всё устроено:
    1. Нажмите «{ menu-order }» и ответьте на пять вопросов — это займёт минуту.
    2. Можно и одним сообщением: что случилось, адрес, имя и телефон.
    3. Заявка сразу уходит мастерам; как только кто-то её возьмёт, мы напишем, кто приедет.
    Ответы сохраняются сами: прерваться можно в любой момент.
client-paused = Вы в меню. Ваши ответы сохранены — продолжить можно в любой момент.
client-form-cancelled = Заявка отменена, мастерам ничего не отправлено. Если понадобимся — мы рядом.
client-draft-waits = У вас есть незаконченная заявка: { $progress }
client-resume = ▶️ Продолжить заявку
client-restart = 🆕 Начать заново
client-old-button = Эта кнопка из старого сообщения. Вот меню — продолжим отсюда.
client-no-orders = Заказов пока нет. Когда понадобится мастер, нажмите «{ menu-order }».
client-cancel-order = ❌ Отменить заказ #{ $number }
client-cancel-ask = Отменить заказ #{ $number }? Если мастер уже выехал, мы его предупредим.
client-cancel-sure = ❌ Да, отменить
client-cancel-no = ↩️ Нет, оставить
client-cancelled = Заказ #{ $number } отменён. Будем рады помочь в другой раз.
client-cancelled-by-office = Диспетчер отменил заказ #{ $number }. Если это ошибка, оформите его, пожалуйста, ещё раз.
client-master-comes = 👷 Заказ #{ $number }: мастер найден, к вам приедет { $name }. Телефон мастера: { $phone }
client-order-open-again = Заказ #{ $number }: мастер не сможет приехать. Мы уже ищем другого и сразу вам напишем.
client-work-done = ✅ Заказ #{ $number } выполнен. Стоимость работ: { $price }. Спасибо, что выбрали нас!

## Анкета заказа

order-ask-service = Что нужно сделать? Выберите из списка или опишите своими словами.
order-choose-service = Не удалось понять, какая услуга нужна. Выберите её кнопкой или опишите, что случилось: например, «искрит розетка на кухне».
order-ask-problem = Опишите, пожалуйста, что случилось: что не работает, где и давно ли.
order-problem-too-short = Слишком коротко, мастеру будет непонятно. Напишите хотя бы пару слов: что случилось и где.
order-ask-address = Куда приехать? Напишите улицу, дом и квартиру.
order-address-too-short = По такому адресу мастер не найдёт дом. Напишите улицу и номер дома, например: ул. Мира, 10, кв. 5.
order-ask-name = Как к вам обращаться? Имя и телефон нужны мастеру, чтобы с вами связаться.
order-ask-phone = По какому номеру мастеру вам позвонить? Нажмите кнопку ниже или напишите номер.
order-summary = Проверьте, пожалуйста, заявку:
order-placed =
    ✅ Спасибо! Заказ #{ $number } принят.

    Мы уже отправляем его мастерам и напишем, как только кто-то его возьмёт.
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
status-taken = мастер найден
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
offer-declined-number = Вы отказались от заказа #{ $number } — его возьмёт другой мастер.
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
master-menu-language = 🌐 Сменить язык

registration-welcome = Здравствуйте! 👷 Это бот для мастеров. Чтобы получать заказы, представьтесь — владелец посмотрит вашу анкету.
registration-ask-name = Напишите имя и фамилию. Их увидят владелец, другие мастера и клиенты, к которым вы поедете.
registration-ask-phone = По какому номеру с вами связаться? Нажмите кнопку ниже или напишите номер: клиент увидит его, когда вы возьмёте заказ.
registration-summary = Проверьте, пожалуйста, анкету:
registration-later = Хорошо, вернёмся к этому позже. Когда будете готовы, просто напишите сюда.

master-greeting = { $name }, вот ваше меню. Пока вы на смене, новые заказы приходят сюда со звуком.
master-waiting = 🙌 Анкета отправлена владельцу. Мы напишем сюда, как только её одобрят.
master-approved = 🎉 Добро пожаловать в команду! Анкета одобрена, новые заказы будут приходить сюда.
master-folder = Добавьте себе папку с нашими чатами: { $link }
master-paused = ⏸ Вы на паузе: новые заказы пока не приходят. Если есть вопросы, напишите владельцу.
master-dismissed = Доступ к заказам закрыт. Если это ошибка, напишите владельцу.
master-on-shift = ▶️ Вы на смене: новые заказы будут приходить сюда.
master-off-shift = ⏸ Вы не на смене: новые заказы не придут, пока вы не вернётесь.
master-no-new = Свободных заказов сейчас нет. Пока вы на смене, новые приходят сюда со звуком.
master-no-mine = Сейчас у вас нет заказов в работе.
master-no-such-order = Такого заказа нет. Возможно, кнопка из очень старого сообщения.
master-order-cancelled = ❌ Заказ #{ $number } отменён: ехать не нужно.
master-order-assigned = Диспетчер передал вам заказ.
master-order-withdrawn = Заказ #{ $number } больше не ваш: диспетчер передаст его другому мастеру.
master-order-closed = Диспетчер закрыл заказ #{ $number }.

completion-about = Заказ #{ $about }
completion-ask-price = Сколько стоила работа? Напишите сумму в рублях, например 3500.
completion-bad-price = Не получается прочитать сумму. Напишите одно число в рублях, например 3500 или 3500,50.
completion-summary = Проверьте, пожалуйста, сумму:
completion-shares = Комиссия { $rate }: { $commission }. Вам остаётся { $earned }.
completion-later = Хорошо. Заказ #{ $number } остаётся в работе, завершить его можно в «{ master-menu-mine }».
completion-not-yours = Заказа #{ $number } сейчас нет среди ваших.
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

owner-greeting = Здравствуйте! Сюда будут приходить анкеты новых мастеров — одобрить их можно кнопкой или на вкладке «Мастера».
owner-application =
    👷 Новая анкета мастера
    Имя: { $name }
    Телефон: { $phone }
owner-approve = ✅ Одобрить: { $name }
owner-turn-down = 🚫 Отказать
owner-only = Это может решить только владелец.
owner-decided = { $name }: { $standing }. Мастеру мы сообщим.
owner-already = { $name }: статус уже «{ $standing }».
standing-waiting = Ожидает
standing-active = Активен
standing-paused = На паузе
standing-dismissed = Уволен

## Таблица

setting-rate = Комиссия, %
setting-show-client = Показывать мастерам имя и телефон клиента до принятия ({ setting-yes }/{ setting-no })
setting-folder = Ссылка на папку чатов для мастеров (t.me/addlist/…)
setting-yes = да
setting-no = нет

sheet-order-needs = Чтобы заказ ушёл мастерам, заполните: { $columns }.
sheet-bad-phone = «{ $value }» не похоже на телефон. Напишите, пожалуйста, номер целиком, например +7 916 123-45-67.
sheet-bad-price = «{ $value }» не похоже на сумму. Напишите число в рублях.
sheet-cell-needed = эта ячейка не может быть пустой.
sheet-bad-value = «{ $value }» здесь не подходит.
sheet-too-long = Слишком длинно: { $length ->
    [one] { $length } знак
    [few] { $length } знака
   *[many] { $length } знаков
}, а помещается { $most }.
sheet-no-move = Статус «{ $from }» нельзя сменить на «{ $to }».
sheet-needs-price = Чтобы завершить заказ, сначала впишите цену, а потом поставьте статус «Выполнена».
sheet-needs-master = Чтобы передать заказ в работу, впишите мастера из вкладки «Мастера».
sheet-unknown-master = Мастера «{ $value }» нет среди активных. Напишите имя так же, как на вкладке «Мастера».
sheet-ambiguous-master = Мастеров с именем «{ $value }» несколько. Впишите Telegram ID нужного.
sheet-final = Заказ уже закрыт: это поле больше не меняется.
sheet-master-no-move = Статус мастера «{ $from }» нельзя сменить на «{ $to }».
sheet-masters-register = Мастера добавляются только через бота: пусть новый мастер сам напишет боту мастеров.
sheet-settings-fixed = Новые настройки здесь не добавить: меняйте значения тех, что есть.
sheet-bad-setting = Значение «{ $value }» для «{ $setting }» не подходит.
sheet-fixed = Это поле заполняется само, вручную его не меняют.
sheet-open-order-stays = Заказ ещё открыт, поэтому его строка вернулась. Если он не нужен, поставьте статус «Отменена».
sheet-row-stays = Эту строку ведёт система, поэтому она восстановлена.
