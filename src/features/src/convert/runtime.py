import bisect
import datetime
import hashlib
import math
import re

import numpy

_EPOCH = datetime.date(1970, 1, 1)
_DAY = 86_400_000_000
_LOW, _HIGH = -(2**63), 2**63 - 1


def _kept(value):
    """A whole number of 64 bits, or missing."""
    return value if _LOW <= value <= _HIGH else None


def _strict(function):
    """Missing if any argument is missing."""

    def wrapped(*values):
        return None if any(value is None for value in values) else function(*values)

    return wrapped


def _guarded(function, x):
    """What the C function gives where Python raises."""
    try:
        return function(x)
    except (ValueError, OverflowError):
        return math.nan


def _fmod(a, b):
    return math.nan if math.isinf(a) or math.isnan(a) or math.isnan(b) else math.fmod(a, b)


def _power(a, b):
    with numpy.errstate(all="ignore"):
        return float(numpy.power(numpy.float64(a), numpy.float64(b)))


def _exp(x):
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _expm1(x):
    try:
        return math.expm1(x)
    except OverflowError:
        return math.inf


def _remainder(a, b):
    return None if b == 0 else int(math.copysign(1, a)) * (abs(a) % abs(b))


_add_integer = _strict(lambda a, b: _kept(a + b))
_subtract_integer = _strict(lambda a, b: _kept(a - b))
_multiply_integer = _strict(lambda a, b: _kept(a * b))
_remainder_integer = _strict(_remainder)
_negate_integer = _strict(lambda x: _kept(-x))
_abs_integer = _strict(lambda x: _kept(abs(x)))
_sign_integer = _strict(lambda x: (x > 0) - (x < 0))
_add_float = _strict(lambda a, b: a + b)
_subtract_float = _strict(lambda a, b: a - b)
_multiply_float = _strict(lambda a, b: a * b)
_divide_float = _strict(lambda a, b: None if b == 0 else a / b)
_remainder_float = _strict(lambda a, b: None if b == 0 else _fmod(a, b))
_power_float = _strict(_power)
_negate_float = _strict(lambda x: -x)
_abs_float = _strict(abs)
_sign_float = _strict(lambda x: 1.0 if x > 0 else -1.0 if x < 0 else x)
_to_float = _strict(float)
_ceil = _strict(lambda x: float(math.ceil(x)) if math.isfinite(x) else x)
_floor = _strict(lambda x: float(math.floor(x)) if math.isfinite(x) else x)
_sqrt = _strict(lambda x: None if x < 0 else math.sqrt(x))
_exponential = _strict(_exp)
_ln = _strict(lambda x: None if x <= 0 else math.log(x))
_log1p = _strict(lambda x: None if x <= -1 else math.log1p(x))
_is_nan = _strict(math.isnan)


def _round_away(x, digits):
    scaled = x * 10.0**digits
    if not math.isfinite(scaled):
        return x
    whole = math.floor(abs(scaled))
    whole += abs(scaled) - whole >= 0.5
    return math.copysign(float(whole), scaled) / 10.0**digits


_round = _strict(_round_away)
_sine = _strict(lambda x, period: _guarded(math.sin, math.tau * x / period))
_cosine = _strict(lambda x, period: _guarded(math.cos, math.tau * x / period))


def _order(a, b):
    """-1, 0 or 1; NaN is the same as NaN and larger than every other number."""
    if isinstance(a, float) and (math.isnan(a) or math.isnan(b)):
        return math.isnan(a) - math.isnan(b)
    return (a > b) - (a < b)


_equal = _strict(lambda a, b: _order(a, b) == 0)
_not_equal = _strict(lambda a, b: _order(a, b) != 0)
_less = _strict(lambda a, b: _order(a, b) < 0)
_less_or_equal = _strict(lambda a, b: _order(a, b) <= 0)
_greater = _strict(lambda a, b: _order(a, b) > 0)
_greater_or_equal = _strict(lambda a, b: _order(a, b) >= 0)


def _same(a, b):
    return a is None and b is None if a is None or b is None else _order(a, b) == 0


def _and(*conditions):
    return False if False in conditions else None if None in conditions else True


def _or(*conditions):
    return True if True in conditions else None if None in conditions else False


_xor = _strict(lambda a, b: a != b)
_not = _strict(lambda x: not x)


def _is_missing(x):
    return x is None or isinstance(x, float) and math.isnan(x)


def _is_in(x, values, or_null):
    if x is None:
        return None
    return True if x in values else None if or_null else False


def _coalesce(*values):
    return next((value for value in values if value is not None), None)


def _extreme(values, wanted):
    best = None
    for value in values:
        if value is not None and (best is None or _order(value, best) == wanted):
            best = value
    return best


def _least(*values):
    return _extreme(values, -1)


def _greatest(*values):
    return _extreme(values, 1)


_lower = _strict(str.lower)
_upper = _strict(str.upper)
_WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_trim = _strict(lambda x: x.strip(_WHITE))
_length = _strict(len)
_replace = _strict(lambda x, old, new: x.replace(old, new) if old else x)
_concat = _strict(lambda *parts: "".join(parts))
_contains = _strict(lambda x, part: part in x)
_starts_with = _strict(str.startswith)
_ends_with = _strict(str.endswith)
_matches = _strict(lambda x, pattern: pattern.search(x) is not None)


def _cut(x, start, length=None):
    first = max(start - 1, 0)
    return x[first:] if length is None else x[first : max(start - 1 + length, first)]


_substr = _strict(_cut)


def _found(x, pattern, group):
    found = pattern.search(x)
    return found.group(group) if found else None


_extract = _strict(_found)
_hash_bin = _strict(lambda x, n: int(hashlib.sha256(x.encode()).hexdigest()[:15], 16) % n)


def _civil(days):
    days += 719_468
    era, day_of_era = divmod(days, 146_097)
    year = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + era * 400 + (month <= 2), month, day


def _days(year, month, day):
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def _part_of_days(part, days):
    year, month, day = _civil(days)
    weekday = (days + 3) % 7 + 1
    if part == "week":
        thursday = days + 4 - weekday
        return (thursday - _days(_civil(thursday)[0], 1, 1)) // 7 + 1
    return {
        "year": year,
        "quarter": (month - 1) // 3 + 1,
        "month": month,
        "day": day,
        "dayofweek": weekday,
        "dow": weekday % 7,
        "dayofyear": days - _days(year, 1, 1) + 1,
    }[part]


def _part_of_nanos(part, nanos):
    second = nanos // 1_000_000_000
    return {
        "hour": second // 3600,
        "minute": second // 60 % 60,
        "second": second % 60,
        "millisecond": nanos // 1_000_000 % 1_000,
        "microsecond": nanos // 1_000 % 1_000_000,
    }[part]


_CLOCK = ("hour", "minute", "second", "millisecond", "microsecond")
_part_of_date = _strict(lambda days, part: _part_of_days(part, days))
_part_of_time = _strict(lambda nanos, part: _part_of_nanos(part, nanos))
_part_of_datetime = _strict(
    lambda micros, part: _part_of_nanos(part, micros % _DAY * 1_000) if part in _CLOCK else _part_of_days(part, micros // _DAY)
)


def _unit(unit, days):
    year, month, _ = _civil(days)
    return {"year": year, "quarter": year * 4 + (month - 1) // 3, "month": year * 12 + month - 1, "week": (days + 3) // 7}.get(unit, days)


def _unit_of_micros(unit, micros):
    size = {"hour": 3_600_000_000, "minute": 60_000_000, "second": 1_000_000}.get(unit)
    return micros // size if size else _unit(unit, micros // _DAY)


_diff_date = _strict(lambda a, b, unit: _unit(unit, b) - _unit(unit, a))
_diff_datetime = _strict(lambda a, b, unit: _unit_of_micros(unit, b) - _unit_of_micros(unit, a))
_diff_time = _strict(lambda a, b, unit: _unit_of_micros(unit, b // 1_000) - _unit_of_micros(unit, a // 1_000))
_to_datetime = _strict(lambda days: _kept(days * _DAY))


def _float_text(x):
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    if x == 0:
        return "-0.0" if math.copysign(1, x) < 0 else "0.0"
    digits, _, exponent = f"{x!r}".partition("e")
    if not 1e-6 <= abs(x) < 1e21:
        if not exponent:
            digits, _, exponent = format(x, f".{len(digits.replace('-', '').replace('.', '').strip('0')) - 1}e").partition("e")
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return f"{digits}e{int(exponent)}"
    import decimal

    text = format(decimal.Decimal(repr(x)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if "." in text else text + ".0"


def _date_text(days):
    year, month, day = _civil(days)
    return f"{'-' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day:02d}"


def _time_text(nanos):
    second, fraction = divmod(nanos, 1_000_000_000)
    text = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return text + ("." + f"{fraction:09d}".rstrip("0") if fraction else "")


def _datetime_text(micros):
    return f"{_date_text(micros // _DAY)} {_time_text(micros % _DAY * 1_000)}"


_INTEGER = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_WORDS = re.compile(r"[+-]?(inf|infinity|nan)", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?")
_OFFSET = re.compile(r"(?:Z|z|UTC|([+-])([0-9]{2}):?([0-9]{2})?)")


def _read_integer(text):
    text = text.strip(" \t")
    return _kept(int(text)) if _INTEGER.fullmatch(text) and text.isascii() else None


def _read_float(text):
    text = text.strip(" \t")
    if _WORDS.fullmatch(text):
        return float(text)
    if not _FLOAT.fullmatch(text):
        return None
    value = float(text)
    return None if math.isinf(value) else value


def _read_boolean(text):
    word = text.strip(" \t").lower()
    return True if word in ("true", "yes", "y", "t", "1", "on") else False if word in ("false", "no", "n", "f", "0", "off") else None


def _day_of(found):
    try:
        return (datetime.date(int(found[1]), int(found[3]), int(found[4])) - _EPOCH).days
    except ValueError:
        return _days(0, int(found[3]), int(found[4])) if int(found[1]) == 0 and 1 <= int(found[3]) <= 12 and 1 <= int(found[4]) <= 28 else None


def _nanos_of(found):
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return (hour * 3600 + minute * 60 + second) * 1_000_000_000 + int((found[4] or "0").ljust(9, "0"))


def _read_date(text):
    found = _DATE.fullmatch(text.strip(" \t"))
    return _day_of(found) if found else None


def _read_time(text):
    found = _TIME.fullmatch(text.strip(" \t"))
    return _nanos_of(found) if found else None


def _read_datetime(text):
    text = text.strip(" \t")
    found = _DATE.match(text)
    day = _day_of(found) if found else None
    if day is None:
        return None
    rest = text[found.end() :]
    if not rest:
        return day * _DAY
    clock = _TIME.match(rest, 1) if rest[0] in " Tt" else None
    nanos = _nanos_of(clock) if clock else None
    if nanos is None or nanos % 1000:
        return None
    offset = rest[clock.end() :]
    offset = offset[1:] if offset.startswith(" ") else offset
    minutes = 0
    if offset:
        zone = _OFFSET.fullmatch(offset)
        if not zone:
            return None
        if zone[1]:
            minutes = (1 if zone[1] == "+" else -1) * (int(zone[2]) * 60 + int(zone[3] or 0))
    return day * _DAY + nanos // 1000 - minutes * 60_000_000


def _truncated(x):
    return None if not math.isfinite(x) else _kept(math.trunc(x))


_CASTS = {
    ("boolean", "text"): lambda x: "true" if x else "false",
    ("integer", "text"): str,
    ("float", "text"): _float_text,
    ("date", "text"): _date_text,
    ("datetime", "text"): _datetime_text,
    ("time", "text"): _time_text,
    ("boolean", "integer"): int,
    ("float", "integer"): _truncated,
    ("text", "integer"): _read_integer,
    ("boolean", "float"): float,
    ("integer", "float"): float,
    ("text", "float"): _read_float,
    ("integer", "boolean"): lambda x: x != 0,
    ("float", "boolean"): lambda x: x != 0,
    ("text", "boolean"): _read_boolean,
    ("text", "date"): _read_date,
    ("datetime", "date"): lambda x: x // _DAY,
    ("text", "datetime"): _read_datetime,
    ("date", "datetime"): lambda x: _kept(x * _DAY),
    ("text", "time"): _read_time,
    ("datetime", "time"): lambda x: x % _DAY * 1_000,
}


def _cast(x, source, target):
    return None if x is None else _CASTS[source, target](x)


# Fitted functions.


def _impute(x, value):
    return value if _is_missing(x) else x


_scaled = _strict(lambda x, center, scale: (x - center) / scale)
_winsorized = _strict(lambda x, low, high: low if x < low else high if x > high else x)
_binned = _strict(lambda x, edges: None if isinstance(x, float) and math.isnan(x) else bisect.bisect_right(edges, x))


def _power_transform(x, power):
    if x >= 0:
        return math.log1p(x) if abs(power) < 2.220446049250313e-16 else _expm1(power * math.log1p(x)) / power
    if x != x:
        return x
    if abs(power - 2) < 2.220446049250313e-16:
        return -math.log1p(-x)
    return -_expm1((2 - power) * math.log1p(-x)) / (2 - power)


_yeo_johnson = _strict(_power_transform)


def _listed(x, figures, missing, unlisted):
    return missing if _is_missing(x) else figures.get(x, unlisted)


def _rare(x, kept, source):
    if _is_missing(x):
        return None
    return (x if source == "text" else _cast(x, source, "text")) if x in kept else "other"


def _rank(x, knots):
    if x is None or math.isnan(x) or not knots:
        return None
    below = bisect.bisect_left(knots, x)
    return (below + (bisect.bisect_right(knots, x) - below) / 2) / len(knots)


# Values in and out.


def _read(value, kind):
    """A value of the row as features take it: None is missing; dates may be texts or Python's own."""
    if value is None or value is numpy.ma.masked:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if kind == "float":
        return float(value) if isinstance(value, (int, float)) else _read_float(str(value))
    if isinstance(value, float) and math.isnan(value):
        return None
    if kind == "integer":
        return int(value) if isinstance(value, (int, float)) and value == int(value) else _read_integer(str(value))
    if kind == "boolean":
        return value if isinstance(value, bool) else _read_boolean(str(value))
    if kind == "text":
        return str(value)
    if isinstance(value, int):
        return value
    if isinstance(value, datetime.datetime):
        value = value.isoformat(" ")
    return {"date": _read_date, "datetime": _read_datetime, "time": _read_time}[kind](str(value))


def _write(value, kind):
    if value is None:
        return None
    return {"date": _date_text, "datetime": _datetime_text, "time": _time_text}.get(kind, lambda x: x)(value)


def features(row):
    """The features of one row, given as a dict of its columns. A missing value is None."""
    values = [_read(row.get(name), kind) for name, kind in COLUMNS]
    found = [column for compute in _FEATURES for column in compute(*values)]
    return {name: _write(value, kind) for (name, kind), value in zip(OUTPUTS, found)}


def batch(columns):
    """The features of many rows: a dict of lists or arrays in, a dict of NumPy arrays out. A missing float is NaN."""
    names = [name for name, _ in COLUMNS]
    count = len(next(iter(columns.values()))) if columns else 0
    rows = [features({name: columns[name][at] for name in names if name in columns}) for at in range(count)]
    made = {}
    for name, kind in OUTPUTS:
        values = [row[name] for row in rows]
        if kind == "float":
            made[name] = numpy.array([math.nan if value is None else value for value in values])
        elif kind in ("integer", "boolean") and None not in values:
            made[name] = numpy.array(values)
        else:
            made[name] = numpy.array(values, dtype=object)
    return made


def prove():
    """Computes the golden rows of the spec; raises on the first difference."""
    for number, (raw, wanted) in enumerate(zip(GOLDEN_RAW, GOLDEN_FEATURES), 1):
        found = features({name: value for (name, _), value in zip(COLUMNS, raw)})
        for (name, kind), value in zip(OUTPUTS, wanted):
            if kind == "float" and value is not None:
                value, other = float(value), found[name]
                close = other is not None and (value == other or math.isnan(value) and math.isnan(other) or abs(value - other) <= 1e-12 * abs(value))
            else:
                close = value == found[name]
            if not close:
                raise AssertionError(f"golden row {number}, {name}: {found[name]!r}, the spec says {value!r}")
    return len(GOLDEN_RAW)


if __name__ == "__main__":
    print(f"{prove()} golden rows hold")
