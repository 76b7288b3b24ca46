"""What the two peers' forms share: questions, answers that count, and how an order reads; as our own form has them."""

from __future__ import annotations

import re

MENU = "⚡ Услуги электрика"
KEYS = ((MENU,), ("📋 Мои заказы", "🌐 Язык"), ("💬 Помощь",))
GREETING = "Здравствуйте! 👋 Это диспетчерская электриков. Расскажите, что случилось, — и мы пришлём мастера."
SERVICES = {
    "sockets": "🔌 Розетки и выключатели",
    "lighting": "💡 Освещение",
    "wiring": "🧵 Проводка",
    "panel": "🎛 Электрощит и автоматы",
    "appliances": "🍳 Подключение техники",
    "urgent": "🚨 Авария, срочный вызов",
    "other": "🛠 Другое",
}
STEPS = ("service", "problem", "address", "name", "phone")
LABELS = {"service": "Услуга", "problem": "Что случилось", "address": "Адрес", "name": "Имя", "phone": "Телефон"}
ASK = {
    "service": "Что нужно сделать? Выберите из списка или опишите своими словами.",
    "problem": "Опишите, пожалуйста, что случилось: что не работает, где и давно ли.",
    "address": "Куда приехать? Напишите улицу, дом и квартиру.",
    "name": "Как к вам обращаться? Имя и телефон нужны мастеру, чтобы с вами связаться.",
    "phone": "По какому номеру мастеру вам позвонить? Нажмите кнопку ниже или напишите номер.",
}
REFUSED = "Слишком коротко. Напишите, пожалуйста, подробнее."
CONTACT = "📱 Отправить мой номер"
CONFIRM = "✅ Подтвердить"
BACK, TO_MENU = "↩️ Назад", "🏠 В меню"
_PHONE = re.compile(r"^\+?[78]?\d{10}$")


def question(step: str) -> str:
    """Ask for a step, with the progress above."""
    done = STEPS.index(step)
    return f"{'🟢' * done}{'⚪' * (len(STEPS) - done)} {done * 100 // len(STEPS)}%\n\n{ASK[step]}"


def value(step: str, text: str) -> str:
    """Return the value a text is for a step, or nothing where it cannot be taken."""
    text = " ".join(text.split())
    if step == "phone":
        digits = re.sub(r"[ ()\-]", "", text)
        return f"+7{digits[-10:]}" if _PHONE.match(digits) else ""
    return text if len(text) > 2 and len(text) <= 1000 else ""  # noqa: PLR2004 - a word, a description


def summary(answers: dict[str, str]) -> str:
    """Show all answers, to be confirmed."""
    shown = answers | {"service": SERVICES[answers["service"]]}
    lines = "\n".join(f"{LABELS[step]}: {shown[step]}" for step in STEPS)
    return f"{'🟢' * len(STEPS)} 100%\n\nПроверьте, пожалуйста, заявку:\n\n{lines}"


def placed(number: str) -> str:
    """Thank for an order."""
    thanks = f"✅ Спасибо! Заказ #{number} принят."
    return f"{thanks}\n\nМы уже отправляем его мастерам и напишем, как только кто-то его возьмёт."
