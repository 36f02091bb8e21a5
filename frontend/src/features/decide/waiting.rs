//! How long a request has waited, and whether that is longer than usual.

use chrono::{DateTime, Datelike, TimeDelta, Utc, Weekday};
use hilum_api_types::applications::UsualDays;

/// Whole days since then; 0 for today's.
pub(super) fn days(since: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (now - since).num_days().max(0)
}

/// More working days, Monday to Friday, have passed than the application usually takes.
pub(super) fn is_overdue(since: DateTime<Utc>, now: DateTime<Utc>, usual: &UsualDays) -> bool {
    let mut left = usual.max;
    let mut day = since;
    while day + TimeDelta::days(1) <= now {
        day += TimeDelta::days(1);
        if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            continue;
        }
        if left == 0 {
            return true;
        }
        left -= 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn a_weekend_is_no_delay() {
        let usual = UsualDays { min: 1, max: 3 };
        let friday = at("2026-11-20T10:00:00Z");
        assert!(!is_overdue(friday, at("2026-11-23T09:00:00Z"), &usual));
        assert!(!is_overdue(friday, at("2026-11-25T10:00:00Z"), &usual));
        assert!(is_overdue(friday, at("2026-11-26T10:00:00Z"), &usual));
    }

    #[test]
    fn what_came_a_moment_ago_waits_no_day_even_when_clocks_disagree() {
        assert_eq!(days(at("2026-11-20T10:00:00Z"), at("2026-11-20T09:59:00Z")), 0);
        assert_eq!(days(at("2026-11-18T10:00:00Z"), at("2026-11-20T11:00:00Z")), 2);
    }
}
