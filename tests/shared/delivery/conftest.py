"""A post office with one instance at the local Firestore."""

import pytest

from shared.delivery.deliver import Delivery
from tests.shared.delivery.office import Office
from tests.stand_ins import FirestoreStandIn, Watch


@pytest.fixture
def office(firestore: FirestoreStandIn, watch: Watch) -> Office:
    return Office(firestore, watch)


@pytest.fixture
def delivery(office: Office) -> Delivery:
    return office.instance()
