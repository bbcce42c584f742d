"""The command ``backtest``."""
