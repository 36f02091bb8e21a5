//! What can be wrong with a catalogue's files.

use std::fmt;

/// One thing wrong with one place of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub file: String,
    /// From 1; absent where the file as a whole is meant.
    pub line: Option<u32>,
    pub code: FaultCode,
    /// The column and the value in question, as in `parent "ERN-RND/XX"`.
    pub what: String,
}

/// The kinds of faults; [`FaultCode::as_str`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultCode {
    UnknownFile,
    MissingFile,
    TooLarge,
    NotUtf8,
    /// Neither CSV nor JSON of the expected shape.
    Malformed,
    UnknownColumn,
    MissingColumn,
    MissingValue,
    /// Control characters, surrounding white space, or too long.
    BadText,
    /// Not one of the values, or not of the form, that the column allows.
    BadValue,
    Duplicate,
    UnknownApplication,
    UnknownCountry,
    UnknownOrganisation,
    UnknownProfile,
    UnknownAccount,
    /// The parent cannot have a child of this kind or key.
    WrongParent,
    /// Profiles that require each other in a circle.
    Cycle,
    /// Two values that cannot both be true.
    Contradiction,
    /// There are more faults than are reported.
    More,
}

impl FaultCode {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownFile => "unknown_file",
            Self::MissingFile => "missing_file",
            Self::TooLarge => "too_large",
            Self::NotUtf8 => "not_utf8",
            Self::Malformed => "malformed",
            Self::UnknownColumn => "unknown_column",
            Self::MissingColumn => "missing_column",
            Self::MissingValue => "missing_value",
            Self::BadText => "bad_text",
            Self::BadValue => "bad_value",
            Self::Duplicate => "duplicate",
            Self::UnknownApplication => "unknown_application",
            Self::UnknownCountry => "unknown_country",
            Self::UnknownOrganisation => "unknown_organisation",
            Self::UnknownProfile => "unknown_profile",
            Self::UnknownAccount => "unknown_account",
            Self::WrongParent => "wrong_parent",
            Self::Cycle => "cycle",
            Self::Contradiction => "contradiction",
            Self::More => "more",
        }
    }

    /// A file or a row could not be read.
    pub(crate) fn loses_rows(self) -> bool {
        matches!(
            self,
            Self::MissingFile | Self::TooLarge | Self::NotUtf8 | Self::Malformed | Self::MissingColumn
        )
    }

    /// May be the consequence of rows that could not be read.
    pub(crate) fn is_about_other_rows(self) -> bool {
        matches!(
            self,
            Self::UnknownApplication
                | Self::UnknownCountry
                | Self::UnknownOrganisation
                | Self::UnknownProfile
                | Self::UnknownAccount
                | Self::Contradiction
        )
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `organisations.csv:12: unknown_organisation: parent "ERN-RND/XX"`, as compilers say it.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}: {}", self.code, self.what)
    }
}
