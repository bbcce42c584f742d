"""Answering by buttons: what people press under alerts in a chat is listened to, and done.

telegram_bot     what Telegram is asked, and what it says
telegram         asks it for presses (long polling): nothing inbound is to be open
slack_app        what Slack is asked: where to listen, whose bot it is
slack_socket     the connection by which it says what is pressed (socket mode)
slack            keeps it open: nothing inbound is to be open here either
listening_state  whether they are heard; when that is told
presses          a press → the answer is given → the message says who did what
"""
