//! `#[derive(Read)]`: reads a type as serde's `Deserialize` of the same declaration does, see
//! `rostrum_proto::read`; `#[derive(Named)]`: says what the kinds of an enum are called there. They follow the `serde`
//! attributes that are used there, and know no others.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Field, Fields, Ident, LitStr, Variant};

/// The `serde` attributes of a type, a variant or a field.
#[derive(Default)]
struct Attributes {
    tag: Option<String>,
    rename: Option<String>,
    rename_all: Option<String>,
    with: Option<String>,
    try_from: bool,
    default: bool,
    skip: bool,
    deny_unknown_fields: bool,
}

/// Derives `Read`.
#[proc_macro_derive(Read, attributes(serde))]
pub fn read(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let made = syn::parse(input).and_then(|input: DeriveInput| of_type(&input));
    made.unwrap_or_else(|why| why.to_compile_error()).into()
}

/// Derives `Named`.
#[proc_macro_derive(Named, attributes(serde))]
pub fn named(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let made = syn::parse(input).and_then(|input: DeriveInput| names_of(&input));
    made.unwrap_or_else(|why| why.to_compile_error()).into()
}

fn names_of(input: &DeriveInput) -> syn::Result<TokenStream> {
    let (of, attributes) = (&input.ident, Attributes::of(&input.attrs)?);
    let Data::Enum(data) = &input.data else {
        return Err(syn::Error::new_spanned(of, "only the kinds of an enum have names"));
    };
    let named = |variant: &Variant| {
        Ok((
            variant.ident.clone(),
            attributes.name(&variant.ident, &Attributes::of(&variant.attrs)?),
        ))
    };
    let (kinds, names): (Vec<_>, Vec<_>) =
        data.variants.iter().map(named).collect::<syn::Result<Vec<_>>>()?.into_iter().unzip();
    Ok(quote! {
        impl ::rostrum_proto::named::Named for #of {
            const NAMES: &'static [&'static str] = &[#(#names),*];
            fn name(&self) -> &'static str {
                match self { #(Self::#kinds { .. } => #names,)* }
            }
        }
    })
}

fn of_type(input: &DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let attributes = Attributes::of(&input.attrs)?;
    let body = match &input.data {
        _ if attributes.try_from => {
            quote!(<Self as TryFrom<String>>::try_from(Read::read(json)?).map_err(Unreadable::new))
        }
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(_) => quote!(Ok(Self(Read::read(json)?))),
            fields => {
                let read = of_fields(fields, &quote!(Self), &attributes)?;
                quote!(let mut fields = Fields::of(json)?; #read)
            }
        },
        Data::Enum(data) => of_enum(data.variants.iter(), &attributes)?,
        Data::Union(_) => return Err(syn::Error::new_spanned(name, "a union is not on the wire")),
    };
    Ok(quote! {
        const _: () = {
            use ::rostrum_proto::read::{Fields, Json, Read, Unreadable};
            impl Read for #name {
                fn read(json: Json) -> Result<Self, Unreadable> { #body }
            }
        };
    })
}

/// One arm for each variant: its name stands in the tag, or alone.
fn of_enum<'a>(
    variants: impl Iterator<Item = &'a Variant>,
    attributes: &Attributes,
) -> syn::Result<TokenStream> {
    let mut arms = TokenStream::new();
    for variant in variants {
        let own = Attributes::of(&variant.attrs)?;
        let (ident, name) = (&variant.ident, attributes.name(&variant.ident, &own));
        let read = match attributes.tag {
            Some(_) => of_fields(&variant.fields, &quote!(Self::#ident), attributes)?,
            None => quote!(Ok(Self::#ident)),
        };
        arms.extend(quote!(#name => { #read }));
    }
    let taken = match &attributes.tag {
        Some(tag) => quote!(let (name, mut fields) = Fields::tagged(json, #tag)?;),
        None => quote!(let name = String::read(json)?;),
    };
    Ok(quote!(#taken match name.as_str() { #arms _ => Err(Unreadable::unknown(&name)) }))
}

fn of_fields(
    fields: &Fields,
    made: &TokenStream,
    attributes: &Attributes,
) -> syn::Result<TokenStream> {
    let read = fields.iter().map(of_field).collect::<syn::Result<Vec<_>>>()?;
    let end = attributes.deny_unknown_fields.then(|| quote!(fields.end()?;));
    Ok(quote!(let made = #made { #(#read,)* }; #end Ok(made)))
}

fn of_field(field: &Field) -> syn::Result<TokenStream> {
    let attributes = Attributes::of(&field.attrs)?;
    let ident = field.ident.as_ref().ok_or_else(|| syn::Error::new_spanned(field, "no name"))?;
    let name = ident.to_string();
    let value = match &attributes.with {
        _ if attributes.skip => quote!(Default::default()),
        Some(with) => {
            let with = Ident::new(with, ident.span());
            quote!(#with::read(fields.take(#name)?)?)
        }
        None if attributes.default => quote!(fields.optional(#name)?.unwrap_or_default()),
        None => quote!(fields.take(#name)?),
    };
    Ok(quote!(#ident: #value))
}

impl Attributes {
    fn of(attributes: &[syn::Attribute]) -> syn::Result<Self> {
        let mut found = Self::default();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("serde")) {
            attribute.parse_nested_meta(|meta| {
                let name = meta.path.require_ident()?.to_string();
                let value = match meta.value() {
                    Ok(value) => value.parse::<LitStr>()?.value(),
                    Err(_) => String::new(),
                };
                match name.as_str() {
                    "tag" => found.tag = Some(value),
                    "rename" => found.rename = Some(value),
                    "rename_all" => found.rename_all = Some(value),
                    "with" => found.with = Some(value),
                    "try_from" => found.try_from = true,
                    "default" => found.default = true,
                    "skip" => found.skip = true,
                    "deny_unknown_fields" => found.deny_unknown_fields = true,
                    "into" | "transparent" | "skip_serializing_if" => {}
                    other => return Err(meta.error(format!("Read does not know `{other}`"))),
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The name of a variant on the wire.
    fn name(&self, variant: &Ident, own: &Self) -> String {
        let name = variant.to_string();
        match (&own.rename, self.rename_all.as_deref()) {
            (Some(given), _) => given.clone(),
            (None, Some("snake_case")) => {
                let word = |(i, c): (usize, char)| {
                    let start = (i > 0 && c.is_uppercase()).then_some('_');
                    start.into_iter().chain(c.to_lowercase())
                };
                name.char_indices().flat_map(word).collect()
            }
            (None, Some("lowercase")) => name.to_lowercase(),
            (None, _) => name,
        }
    }
}
