"""Decides which filters may stand together and takes them apart into alternatives without ``or``.

Limits: https://firebase.google.com/docs/firestore/query-data/queries#query_limitations; the words are production's.
"""

from __future__ import annotations

from itertools import product
from math import prod

from infra.local.firestore import fields
from infra.local.firestore.errors import invalid
from infra.local.firestore.filters import (
    MEMBERSHIPS,
    NAME,
    NEGATIONS,
    Both,
    Condition,
    Either,
    Filter,
    Operator,
    conditions,
)

MOST = 30
_MOST_INEQUALITIES = 10
_SPREAD = {Operator.IN: Operator.EQUAL, Operator.ARRAY_CONTAINS_ANY: Operator.ARRAY_CONTAINS}

Alternative = tuple[Condition, ...]


def check(item: Filter) -> None:
    """Refuse filters that may not stand in one query."""
    every = list(conditions(item))
    if sum(condition.operator in NEGATIONS for condition in every) > 1:
        raise invalid("Only a single 'NOT_EQUAL', 'NOT_IN', 'IS_NOT_NAN', or 'IS_NOT_NULL' filter allowed per query.")
    operators = {condition.operator for condition in every}
    if Operator.NOT_IN in operators and (operators & _SPREAD.keys() or _has_either(item)):
        raise invalid("'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'.")
    _check_inequalities(every)
    number = _count(item)
    if number > MOST:
        raise invalid(
            f"Too many disjunctions after normalization. Result had {number} disjunctions "
            f"which is more than the maximum of {MOST}"
        )
    for alternative in alternatives(item):
        if sum(condition.operator in MEMBERSHIPS for condition in alternative) > 1:
            raise invalid("A maximum of 1 'ARRAY_CONTAINS' filter is allowed per disjunction.")


def _check_inequalities(every: list[Condition]) -> None:
    unequal = {condition.path for condition in every if condition.inequality}
    if len(unequal) > _MOST_INEQUALITIES:
        names = ", ".join(fields.quote(path) for path in sorted(unequal))
        raise invalid(
            f"The query contains {len(unequal)} distinct inequality fields: [{names}]. "
            f"A query may not have more than {_MOST_INEQUALITIES} distinct inequality fields."
        )
    equal = {condition.path for condition in every if condition.operator in (Operator.EQUAL, Operator.IN)}
    if NAME in equal and unequal and NAME not in unequal:
        raise invalid(
            "Equality on key is not allowed if there are other inequality fields "
            "and key does not appear in inequalities."
        )


def _has_either(item: Filter) -> bool:
    if isinstance(item, Either):
        return True
    return isinstance(item, Both) and any(map(_has_either, item.parts))


def _count(item: Filter) -> int:
    if isinstance(item, Condition):
        return len(item.codes) if item.operator in _SPREAD else 1
    counts = map(_count, item.parts)
    return sum(counts) if isinstance(item, Either) else prod(counts)


def alternatives(item: Filter) -> list[Alternative]:
    """Return the filter as a list of alternatives; ``in`` and ``array-contains-any`` make one for each operand."""
    if isinstance(item, Condition):
        if item.operator not in _SPREAD:
            return [(item,)]
        return [(Condition(item.path, _SPREAD[item.operator], (code,)),) for code in dict.fromkeys(item.codes)]
    if isinstance(item, Either):
        return [alternative for part in item.parts for alternative in alternatives(part)]
    return [sum(chosen, ()) for chosen in product(*map(alternatives, item.parts))]
