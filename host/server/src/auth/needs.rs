//! What a route needs.

use runner_model::Role;

/// What a route needs of whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Needs {
    /// To see everything.
    ViewAll,
    /// To see something; a submitter sees what is its own of it, which its handler knows.
    View,
    /// To hear of something; a submitter hears of what is its own, and whoever has a watch token of its job, which the handler
    /// knows.
    Listen,
    /// To see the job in the path, which must be a submitter's own.
    ViewJob,
    /// To see the batch in the path, which must be a submitter's own.
    ViewBatch,
    /// To see the action in the path, which must be a submitter's own.
    ViewAction,
    /// To submit.
    Submit,
    /// To change the job in the path, which must be a submitter's own.
    ChangeJob,
    /// To change the batch in the path, which must be a submitter's own.
    ChangeBatch,
    /// To end the action in the path, which must be a submitter's own.
    ChangeAction,
    /// To change everybody's jobs, and queues, schedules and templates.
    Operate,
    /// To change what decides over the others: plugins, grants, limits, secrets, tokens.
    Administer,
}

/// What in the path must be a submitter's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    Job,
    Batch,
    Action,
}

impl Needs {
    /// The roles that will do, the least first.
    pub const fn roles(self) -> &'static [Role] {
        use Role::{Admin, Operator, Submitter, Viewer};
        match self {
            Self::ViewAll => &[Viewer, Operator, Admin],
            Self::View | Self::Listen | Self::ViewJob | Self::ViewBatch | Self::ViewAction => {
                &[Viewer, Submitter, Operator, Admin]
            }
            Self::Submit | Self::ChangeJob | Self::ChangeBatch | Self::ChangeAction => {
                &[Submitter, Operator, Admin]
            }
            Self::Operate => &[Operator, Admin],
            Self::Administer => &[Admin],
        }
    }

    /// Whether a submitter may do it with what is its own alone.
    pub(crate) const fn is_of_own(self) -> bool {
        self.own().is_some()
    }

    /// What must be the submitter's own.
    pub(super) const fn own(self) -> Option<Own> {
        match self {
            Self::ViewJob | Self::ChangeJob => Some(Own::Job),
            Self::ViewBatch | Self::ChangeBatch => Some(Own::Batch),
            Self::ViewAction | Self::ChangeAction => Some(Own::Action),
            _ => None,
        }
    }

    /// The roles as a message names them.
    pub(crate) fn listed(self) -> String {
        let names: Vec<&str> = self.roles().iter().map(|role| role.as_str()).collect();
        match names.as_slice() {
            [one] => format!("the role {one}"),
            [some @ .., last] => format!("the role {} or {last}", some.join(", ")),
            [] => "no role that there is".to_owned(),
        }
    }
}
