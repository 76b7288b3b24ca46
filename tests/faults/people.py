"""Who takes part in the stories."""

from __future__ import annotations

from functions.dispatch.order_form import CATALOGUE
from tests.faults.settings import OWNER
from tests.faults.story import Who

words = CATALOGUE.speak("ru")  # people look for what the catalogue says, whatever it says today

ANNA = Who(101, "client", "Анна", "79161234567")
IVAN = Who(201, "master", "Иван Быстров", "79262345678")
PYOTR = Who(202, "master", "Пётр Тихонов", "79363456789")
OLGA = Who(OWNER, "master", "Ольга Владелец", "79160000001")
