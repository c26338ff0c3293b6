"""Working days in Sweden: Monday to Friday, without public holidays and the eves that are free.

Midsommarafton, julafton and nyårsafton are no holidays in law, but nobody is at work.
"""

from datetime import date, timedelta
from functools import cache

import holidays

FREE = ("public", "de_facto")


@cache
def _free_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("SE", years=year, categories=FREE))


def is_working_day(day: date) -> bool:
    """Whether people are at work this day."""
    return day.weekday() < 5 and day not in _free_days(day.year)


def working_days_from(day: date, number: int) -> date:
    """The day that many working days after `day`, or before it where the number is negative.

    0 is the day itself, also when it is free.
    """
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day
