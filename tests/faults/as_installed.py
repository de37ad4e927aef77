"""``stepin`` without what only our own tests and benchmark install.

Arrow imports pandas where there is one, for a second of each command.
"""

import sys

from stepin.cli.main import main


class NoPandas:
    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


if __name__ == "__main__":
    sys.meta_path.insert(0, NoPandas)
    sys.exit(main())
