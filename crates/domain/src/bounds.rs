//! How long texts and lists may be and how large numbers, each written once: the check of the browser, the shape that the
//! server demands, the API's document and the columns all go by these.

/// Declares bounds, and how the document tells them: by name, so that it says each once too.
macro_rules! bounds {
    ($($(#[$doc:meta])* $kind:ident $name:ident: $type:ty = $min:literal to $max:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl $name {
            /// The smallest number; fewest characters.
            pub const MIN: $type = $min;
            /// The largest number; most characters, as Unicode counts them.
            pub const MAX: $type = $max;
        }

        #[cfg(feature = "server")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                document::$kind(Self::MIN, Self::MAX)
            }
        }

        #[cfg(feature = "server")]
        impl utoipa::ToSchema for $name {}
    )+};
}

/// How the document tells a list of at most so many.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct UpTo<T, const MAX: u64>(std::marker::PhantomData<T>);

#[cfg(feature = "server")]
mod document {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
    use utoipa::openapi::{Ref, RefOr, Schema};
    use utoipa::{Number, PartialSchema, ToSchema};

    use super::UpTo;

    pub(super) fn text(min: u64, max: u64) -> RefOr<Schema> {
        let min = usize::try_from(min).ok().filter(|min| *min > 0);
        let max = usize::try_from(max).ok();
        ObjectBuilder::new().schema_type(Type::String).min_length(min).max_length(max).into()
    }

    pub(super) fn number(min: impl Into<Number>, max: impl Into<Number>) -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(min)).maximum(Some(max)).into()
    }

    impl<T: ToSchema, const MAX: u64> PartialSchema for UpTo<T, MAX> {
        fn schema() -> RefOr<Schema> {
            let most = usize::try_from(MAX).ok();
            ArrayBuilder::new().items(Ref::from_schema_name(T::name())).max_items(most).into()
        }
    }

    impl<T: ToSchema, const MAX: u64> ToSchema for UpTo<T, MAX> {
        fn schemas(all: &mut Vec<(String, RefOr<Schema>)>) {
            all.push((T::name().into(), T::schema()));
            T::schemas(all);
        }
    }
}

/// Most profiles of one request.
pub const PROFILES_MAX: u64 = 20;
/// More thematic areas than any network has.
pub const AREAS_MAX: u64 = 200;

bounds! {
    /// A first or last name.
    text PersonName: u64 = 0 to 100;
    /// RFC 5321.
    text MailAddress: u64 = 0 to 254;
    /// BCP 47.
    text LanguageTag: u64 = 0 to 10;
    /// As typed: of the 256 characters that are kept (ASVS 6.2.9) a keyboard may write each as several.
    text TypedPassword: u64 = 0 to 1024;
    /// From a link of ours, or the name of a challenge.
    text LinkToken: u64 = 0 to 200;
    /// A one-time code, a recovery code, a support code, with whatever separates its digits; or a password in their place.
    text TypedCode: u64 = 0 to 1024;
    /// A number has fifteen digits at most (E.164); people write them with signs between.
    text TypedPhone: u64 = 0 to 60;
    /// What somebody calls a second factor of theirs.
    text FactorLabel: u64 = 0 to 50;
    /// The code of an application, a profile or a thematic area.
    text CatalogueCode: u64 = 0 to 100;
    /// What an applicant says when it is submitted.
    text Comment: u64 = 0 to 2000;
    /// What may be saved of it: it is being shortened (R13).
    text DraftComment: u64 = 0 to 4 * Comment::MAX;
    /// Why something is rejected, returned, suspended or unlocked.
    text ReasonText: u64 = 0 to 2000;
    text ProfessionalRole: u64 = 0 to 100;
    /// What is looked for.
    text SearchText: u64 = 0 to 2000;
    /// The name of one of a closed set.
    text ChoiceName: u64 = 0 to 50;
    /// Where a page of a list goes on.
    text PageCursor: u64 = 0 to 500;
    /// A path of the page.
    text PagePath: u64 = 0 to 2000;

    /// Items of a page.
    number PageLimit: u64 = 1 to 100;
    /// Ten years.
    number DaysAgo: u16 = 0 to 3650;
    /// The seconds that the clock of training can be moved by: ten years.
    number ClockAdvance: i64 = 0 to 10 * 366 * 86_400;
}
