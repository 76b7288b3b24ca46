"""A bot with its turns at the local Firestore."""

import pytest

from shared.conversation.turns import Turns
from tests.shared.conversation.visit_bot import VisitBot
from tests.stand_ins import FirestoreStandIn, Watch


@pytest.fixture
def bot() -> VisitBot:
    return VisitBot()


@pytest.fixture
def turns(bot: VisitBot, firestore: FirestoreStandIn, watch: Watch) -> Turns:
    return Turns(bot, firestore.store, watch)
