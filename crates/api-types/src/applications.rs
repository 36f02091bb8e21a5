//! Applications one can ask access to.

use hilum_domain::catalogue::{Activation, Assurance, NodeStatus};

use crate::wire;

wire! {
    /// An application that access can be asked for.
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

    /// Working days, from and to.
    pub struct UsualDays { pub min: u8, pub max: u8 }

    /// Names an application inside another answer.
    pub struct ApplicationRef { pub code: String, pub name: String }
}
