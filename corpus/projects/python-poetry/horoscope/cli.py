import click

SIGNS = ["ram", "bull", "twins", "crab"]


@click.command()
@click.argument("day", type=int)
def main(day: int) -> None:
    """Say under which sign a day stands."""
    click.echo(SIGNS[day % len(SIGNS)])


if __name__ == "__main__":
    main()
