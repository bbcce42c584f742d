"""Services whose messages can be edited later: Slack with a bot token, Discord, Telegram.

channels    which of them a target's URL names, and where it sends there
"""
