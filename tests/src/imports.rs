//! What a file imports of its own crate, by its syntax: `use` in any of its forms, nested and renamed, and paths
//! that are written out where they are used, also within macros.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::Visit;

/// The modules at the top of its crate that a file names. Macros and types that stand there are written large,
/// and are none.
///
/// # Errors
/// It is not Rust.
pub fn imported(text: &str) -> Result<BTreeSet<String>, syn::Error> {
    let file = syn::parse_file(text)?;
    let mut found = Found::default();
    found.visit_file(&file);
    let is_module = |name: &String| name.starts_with(|c: char| c.is_ascii_lowercase());
    Ok(found.0.into_iter().filter(is_module).collect())
}

#[derive(Default)]
struct Found(BTreeSet<String>);

impl Found {
    /// What stands in a tree directly.
    fn heads(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => drop(self.0.insert(path.ident.to_string())),
            syn::UseTree::Name(name) => drop(self.0.insert(name.ident.to_string())),
            syn::UseTree::Rename(rename) => drop(self.0.insert(rename.ident.to_string())),
            // Everything: what it is cannot be told here.
            syn::UseTree::Glob(_) => drop(self.0.insert("all".into())),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.heads(tree)),
        }
    }

    /// Paths in the arguments of a macro, which are not parsed.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        for window in tokens.windows(4) {
            if let [
                TokenTree::Ident(first),
                TokenTree::Punct(one),
                TokenTree::Punct(two),
                TokenTree::Ident(next),
            ] = window
                && first == "crate"
                && (one.as_char(), two.as_char()) == (':', ':')
            {
                self.0.insert(next.to_string());
            }
        }
        for tree in tokens {
            if let TokenTree::Group(group) = tree {
                self.tokens(group.stream());
            }
        }
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_use_tree(&mut self, tree: &'ast syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) if path.ident == "crate" => self.heads(&path.tree),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.visit_use_tree(tree));
            }
            _ => {}
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if segments.next().is_some_and(|first| first.ident == "crate")
            && let Some(next) = segments.next()
        {
            self.0.insert(next.ident.to_string());
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        self.visit_path(&invoked.path);
        self.tokens(invoked.tokens.clone());
    }

    fn visit_vis_restricted(&mut self, _restricted: &'ast syn::VisRestricted) {
        // `pub(in crate::…)` imports nothing.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        imported(text).expect("it is Rust").into_iter().collect()
    }

    #[test]
    fn every_form_of_use_is_seen() {
        assert_eq!(of("use crate::room::Letter;"), ["room"]);
        assert_eq!(of("use crate::{room, media::plan::Plan as P};"), ["media", "room"]);
        assert_eq!(of("use crate::{desk::{Desk, rules}, clock};"), ["clock", "desk"]);
        assert_eq!(of("use {crate::journal, std::fmt};"), ["journal"]);
        assert_eq!(of("pub use crate::room as chamber;"), ["room"]);
        assert_eq!(of("use crate::*;"), ["all"]);
        assert_eq!(of("mod inner { use crate::media::Media; }"), ["media"]);
        assert_eq!(of("fn f() { use crate::identity::Claims; }"), ["identity"]);
    }

    #[test]
    fn a_path_that_is_written_out_is_an_import() {
        assert_eq!(of("fn f(x: crate::room::Letter) {}"), ["room"]);
        assert_eq!(of("fn f() -> Option<crate::media::Plan> { None }"), ["media"]);
        assert_eq!(of("fn f() { crate::journal::chain::hex(&[]); }"), ["journal"]);
        assert_eq!(of("impl crate::desk::Look for () {}"), ["desk"]);
        assert_eq!(
            of("fn f() { println!(\"{}\", crate::lots::draw(vec![crate::clock::now()])); }"),
            ["clock", "lots"]
        );
        assert_eq!(of("fn f() { crate::signal::say!(1) }"), ["signal"]);
    }

    #[test]
    fn what_only_looks_like_an_import_is_none() {
        assert_eq!(
            of("// use crate::room;\n/* crate::media */ const A: &str = \"crate::journal\";"),
            [""; 0]
        );
        assert_eq!(
            of("use other::crate_like::room; use super::media; use self::x; mod x {}"),
            [""; 0]
        );
        assert_eq!(
            of("use crate::Letter; fn f() { crate::MACRO!() }"),
            [""; 0],
            "at the top itself"
        );
        assert_eq!(of("pub(in crate::room) fn f() {} pub(crate) fn g() {}"), [""; 0]);
        assert!(imported("fn {").is_err());
    }
}
