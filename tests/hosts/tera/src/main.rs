// render TEMPLATE < CONTEXT: what Tera, the template engine of Zola, makes of a file and a JSON object.
use std::error::Error;
use std::io::stdin;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("no template")?;
    let mut tera = tera::Tera::default();
    tera.add_template_file(&path, None)?;
    let context = tera::Context::from_value(serde_json::from_reader(stdin())?)?;
    print!("{}", tera.render(&path, &context)?);
    Ok(())
}
