//! How good the news of a state is.

use hilum_api_types::access_requests::StageCode;
use hilum_domain::grant::GrantStatus;

use crate::ui::BadgeKind;

pub(crate) fn grant_tone(status: GrantStatus) -> BadgeKind {
    match status {
        GrantStatus::AwaitingActivation => BadgeKind::Info,
        GrantStatus::Active => BadgeKind::Success,
        GrantStatus::Suspended => BadgeKind::Warning,
        GrantStatus::Ended => BadgeKind::Neutral,
    }
}

pub(crate) fn stage_tone(stage: StageCode) -> BadgeKind {
    match stage {
        StageCode::Draft | StageCode::Withdrawn | StageCode::Ended => BadgeKind::Neutral,
        StageCode::WithCoordinator | StageCode::WithHelpdesk => BadgeKind::Info,
        StageCode::Returned => BadgeKind::Warning,
        StageCode::Active => BadgeKind::Success,
        StageCode::Rejected => BadgeKind::Error,
    }
}
