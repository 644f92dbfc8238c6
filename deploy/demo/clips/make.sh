#!/bin/sh
# Makes the clips of the rehearsal: a voice for each language, one for its booth, and a picture for each seat.
# Needs ffmpeg (libopus, libvpx), espeak-ng and the DejaVu fonts, and some minutes; building and rehearsing need none of them.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quietly="ffmpeg -hide_banner -loglevel error -nostdin -y"

# voice NAME ESPEAK-VOICE BITRATE TEXT: Opus, mono, packets of 20 ms; long where there is speech and short in a pause.
# Chinese is written in pinyin: of its characters espeak-ng knows few.
voice() {
    printf '%s\n' "$4" | espeak-ng -v "$2" -s 145 -g 2 --stdin -w "$work/$1.wav"
    $quietly -i "$work/$1.wav" -af 'loudnorm=I=-20:TP=-3,aresample=48000,apad=pad_dur=0.6' -ac 1 -c:a libopus -b:a "$3" \
        -vbr on -application voip -frame_duration 20 -map_metadata -1 "$1.opus"
}

# card SEAT NAME BACKGROUND: somebody behind a nameplate who sways, and a ball that runs along the top; it begins anew
# after 6 s without a jump. 10 pictures a second, one in 20 stands alone.
card() {
    bold=/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf
    sway='(w-tw)/2+12*sin(2*PI*t/6)'
    size=44
    [ "${#2}" -gt 16 ] && size=30
    $quietly -f lavfi -i "color=$3:s=640x360:r=10:d=6" -vf "
        drawtext=fontfile=$bold:text='●':fontsize=460:fontcolor=#2b3440:x='$sway':y=100,
        drawtext=fontfile=$bold:text='●':fontsize=190:fontcolor=#d9b48f:x='$sway':y=h/2-th/2-50+3*sin(4*PI*t/6),
        drawbox=x=0:y=270:w=640:h=90:color=#5a3d28:t=fill,
        drawbox=x=120:y=282:w=400:h=66:color=white:t=fill,
        drawtext=fontfile=$bold:text='$2':fontsize=$size:fontcolor=#1d2733:x=(w-tw)/2:y=315-th/2,
        drawtext=fontfile=$bold:text='●':fontsize=30:fontcolor=white:x='w/2-tw/2+290*sin(2*PI*t/6)':y=10,
        noise=alls=4:all_seed=7:allf=t" \
        -c:v libvpx -b:v 125k -minrate 125k -maxrate 125k -bufsize 125k -g 20 -keyint_min 20 -auto-alt-ref 0 \
        -lag-in-frames 0 -error-resilient 1 -deadline good -cpu-used 0 -map_metadata -1 "$1.ivf"
}

voice ar ar 32k 'السيد الرئيس، أشكركم على عقد هذه المناقشة المفتوحة، وأشكر مقدمي الإحاطات على ما قدموه من معلومات. إن سيادة القانون هي أساس السلم والأمن. ولا يمكن لأي دولة أن تواجه وحدها الجريمة المنظمة والإرهاب. ولذلك ندعو إلى تعزيز التعاون بين الدول، وتبادل المعلومات، ومراقبة الحدود، مع الاحترام الكامل لحقوق الإنسان. وشكرا لكم، السيد الرئيس.'
voice zh cmn-latn-pinyin 32k 'zhu3 xi2 xian1 sheng1, gan3 xie4 nin2 zhao4 kai1 zhe4 ci4 gong1 kai1 bian4 lun4 hui4, ye3 gan3 xie4 ge4 wei4 tong1 bao4 ren2 de5 fa1 yan2. fa3 zhi4 shi4 he2 ping2 yu3 an1 quan2 de5 ji1 chu3. ren4 he2 guo2 jia1 dou1 bu4 neng2 dan1 du2 ying4 dui4 kong3 bu4 zhu3 yi4 he2 you3 zu3 zhi1 fan4 zui4. wo3 men5 hu1 yu4 ge4 guo2 jia1 qiang2 he2 zuo4, fen1 xiang3 xin4 xi1, bao3 hu4 bian1 jing4, bing4 chong1 fen4 zun1 zhong4 ren2 quan2 he2 guo2 ji4 fa3. lian2 he2 guo2 ying1 dang1 fa1 hui1 zhong1 xin1 zuo4 yong4. xie4 xie5 zhu3 xi2 xian1 sheng1.'
voice en en-gb 32k 'Mister President, I thank you for convening this open debate, and I thank the briefers for their remarks. The rule of law is the foundation of peace and security. No State can face terrorism and organized crime alone. We therefore call for closer cooperation, for the exchange of information, and for safe borders, with full respect for human rights and international law. The United Nations can help Members to build the capacity that they need. I thank you, Mister President.'
voice fr fr-fr 32k 'Monsieur le Président, je vous remercie d’avoir organisé ce débat public, et je remercie les intervenants de leurs exposés. L’état de droit est le fondement de la paix et de la sécurité. Aucun État ne peut faire face seul au terrorisme et à la criminalité organisée. Nous appelons donc à une coopération plus étroite, à l’échange d’informations et à la protection des frontières, dans le plein respect des droits de l’homme. Je vous remercie, Monsieur le Président.'
voice ru ru 32k 'Господин Председатель, благодарю вас за созыв этих открытых прений и благодарю докладчиков за их выступления. Верховенство права является основой мира и безопасности. Ни одно государство не может в одиночку противостоять терроризму и организованной преступности. Поэтому мы призываем к тесному сотрудничеству, обмену информацией и охране границ при полном уважении прав человека. Благодарю вас, господин Председатель.'
voice es es-419 32k 'Señor Presidente, le agradezco la convocación de este debate abierto, y doy las gracias a los ponentes por sus exposiciones. El estado de derecho es el fundamento de la paz y la seguridad. Ningún Estado puede hacer frente por sí solo al terrorismo y a la delincuencia organizada. Por ello pedimos una cooperación más estrecha, el intercambio de información y la protección de las fronteras, con pleno respeto de los derechos humanos. Muchas gracias, señor Presidente.'

voice ar-booth ar+f2 24k 'تسمعون الترجمة الشفوية إلى اللغة العربية. يشكر المتكلم الرئيس، ويتحدث عن سيادة القانون وعن التعاون بين الدول. ويدعو المتكلم إلى تبادل المعلومات واحترام حقوق الإنسان.'
voice zh-booth cmn-latn-pinyin+f2 24k 'zhe4 li3 shi4 zhong1 wen2 tong2 sheng1 chuan2 yi4. fa1 yan2 ren2 gan3 xie4 zhu3 xi2, tan2 dao4 fa3 zhi4 he2 ge4 guo2 zhi1 jian1 de5 he2 zuo4. fa1 yan2 ren2 hu1 yu4 fen1 xiang3 xin4 xi1, zun1 zhong4 ren2 quan2.'
voice en-booth en-gb+f2 24k 'This is the interpretation into English. The speaker thanks the President, and speaks of the rule of law and of cooperation between States. The speaker calls for the exchange of information and for respect for human rights.'
voice fr-booth fr-fr+f2 24k 'Vous écoutez l’interprétation en français. L’orateur remercie le Président et parle de l’état de droit et de la coopération entre les États. L’orateur appelle à l’échange d’informations et au respect des droits de l’homme.'
voice ru-booth ru+f2 24k 'Вы слушаете устный перевод на русский язык. Оратор благодарит Председателя, говорит о верховенстве права и о сотрудничестве государств. Оратор призывает к обмену информацией и уважению прав человека.'
voice es-booth es-419+f2 24k 'Están escuchando la interpretación al español. El orador agradece al Presidente y habla del estado de derecho y de la cooperación entre los Estados. El orador pide el intercambio de información y el respeto de los derechos humanos.'

card UNODC UNODC '#24506e'
card UNOCT UNOCT '#1f5f7a'
card TUN Tunisia '#7a2f35'
card VNM 'Viet Nam' '#7d4a1e'
card FRA France '#2d4a85'
card RUS 'Russian Federation' '#4a3f7d'
card ZAF 'South Africa' '#2f6a4a'
card EST Estonia '#2c5a80'
card USA 'United States' '#3d4f66'
card BEL Belgium '#6e5a20'
card CHN China '#86302a'
card NER Niger '#80501f'
card GBR 'United Kingdom' '#3a4678'
card DOM 'Dominican Republic' '#2b5f86'
card DEU Germany '#5c5230'
card VCT 'Saint Vincent' '#2a6b55'
card IND India '#7a5526'
card CHE Switzerland '#7c2b3c'
