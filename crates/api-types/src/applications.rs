//! Applications one can ask access to.

use hilum_domain::catalogue::{Activation, Assurance, NodeStatus};

use crate::wire;

wire! {
    pub struct ApplicationView {
        pub code: String,
        pub name: String,
        pub description: String,
        pub status: NodeStatus,
        /// Access can be asked for here; otherwise the application is shown and says that it is not set up yet.
        pub configured: bool,
        /// What submitting and deciding need (R15).
        pub required_assurance: Assurance,
        pub activation: Activation,
        /// Working days a decision usually takes.
        pub usual_days: UsualDays,
    }

    pub struct UsualDays { pub min: u8, pub max: u8 }

    pub struct ApplicationRef { pub code: String, pub name: String }
}
